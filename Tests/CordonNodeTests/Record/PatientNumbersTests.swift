import CordonTestSupport
import CordonValues
import Testing

@testable import CordonNode

@Suite struct PatientNumbersTests {
    @Test func `a patient keeps their number, and whoever has none is given one only to be remembered`() throws {
        let folder = try TemporaryFolder()
        let record = try QuestionRecord(path: "\(folder.path)/record.sqlite")
        let keys: [Value] = [.text("P1"), .integer(7), .text("P2"), .integer(-7), .integer(1 << 40), .text("7")]
        #expect(try record.knownNumbers(of: keys) == [nil, 7, nil, nil, nil, nil])
        let some = try record.numbers(of: Array(keys.prefix(3)))
        #expect(try record.knownNumbers(of: keys) == some.map(Optional.some) + [nil, nil, nil])
        let all = try record.numbers(of: keys)
        #expect(Array(all.prefix(3)) == some)
        #expect(Set(all).count == keys.count)
        #expect(try record.knownNumbers(of: keys.reversed()) == all.reversed().map(Optional.some))
    }
}
