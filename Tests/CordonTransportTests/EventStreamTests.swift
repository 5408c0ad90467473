import Testing

@testable import CordonTransport

@Suite struct EventStreamTests {
    @Test func `events are cut out however the bytes are split`() throws {
        let text = ": hello\n\nid: 3\nevent: status\ndata: {\"a\":1}\nsignature: AAAA\n\n: keep-alive\n\nid:4\r\ndata: x\r\ndata: y\r\n\r\n"
        for size in [1, 2, 7, 1000] {
            var reader = EventStreamReader()
            var events: [ServerEvent] = []
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                let read = reader.read(bytes[start..<min(start + size, bytes.count)])
                events += try #require(read)
            }
            #expect(events.map(\.id) == ["3", "4"])
            #expect(events.map(\.data) == ["{\"a\":1}", "x\ny"])
            #expect(events.first?.signature == "AAAA")
        }
    }

    @Test func `an endless line breaks the bound`() {
        var reader = EventStreamReader()
        let read = reader.read(repeatElement(UInt8(ascii: "a"), count: EventStreamReader.limit + 1))
        #expect(read == nil)
    }

    @Test func `an endless event breaks the bound`() {
        var reader = EventStreamReader()
        var broken = false
        for _ in 0..<EventStreamReader.limit where !broken { broken = reader.read("data: abc\n".utf8) == nil }
        #expect(broken)
    }
}
