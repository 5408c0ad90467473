import CordonTransport
import Testing

@Suite struct BackoffTests {
    @Test func `waits double up to the ceiling and stay within their upper half`() {
        var backoff = Backoff(first: .milliseconds(100), most: .seconds(1))
        for ceiling in [100, 200, 400, 800, 1000, 1000] {
            let wait = backoff.next()
            #expect(wait >= .milliseconds(ceiling / 2) && wait <= .milliseconds(ceiling))
        }
        backoff.reset()
        #expect(backoff.next() <= .milliseconds(100))
    }

    @Test func `a thousand tries do not overflow`() {
        var backoff = Backoff()
        for _ in 0..<1000 { _ = backoff.next() }
        #expect(backoff.next() <= .seconds(30))
    }
}
