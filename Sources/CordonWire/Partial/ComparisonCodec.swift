import CordonAggregates
import CordonTrust
import CordonValues
import Foundation

/// Comparisons with earlier answers as columns of bytes.
enum ComparisonCodec {
    private static let hashLength = 32

    /// The questions that a message names, ascending, in its bytes and by their places.
    static func questions(_ named: some Sequence<String>) -> (bytes: Data, places: [String: Int]) {
        let questions = Set(named).sorted()
        return (
            questions.reduce(into: Data()) { $0.append(Hexadecimal.decode($1) ?? Data()) },
            Dictionary(uniqueKeysWithValues: questions.enumerated().map { ($0.element, $0.offset) })
        )
    }

    /// The hashes of so many names, of each `GroupName.length` bytes.
    static func hashes(_ questions: Data, names: Data) throws(Diagnostic) -> [String] {
        guard questions.count % hashLength == 0, names.count % GroupName.length == 0, names.count / GroupName.length <= SetComparison.most else {
            throw Diagnostic(.partialInvalid, "A partial has comparisons, combinations or atoms whose names have another length, or too many.")
        }
        return stride(from: 0, to: questions.count, by: hashLength).map { Hexadecimal.encode(questions.dropFirst($0).prefix(hashLength)) }
    }

    static func numbers(_ count: Int, _ reader: inout ByteReader) throws(Diagnostic) -> [Int] {
        var numbers: [Int] = []
        for _ in 0..<count {
            guard let number = Int(exactly: try reader.varint()) else { throw reader.invalid("hold a number that is too large") }
            numbers.append(number)
        }
        return numbers
    }

    static func message(_ comparisons: [SetComparison], _ layout: PartialLayout) throws(Diagnostic) -> WireComparisons {
        let (questions, places) = questions(comparisons.map(\.question))
        var message = WireComparisons()
        message.questions = questions
        var numbers = ByteWriter()
        for comparison in comparisons {
            let places = [comparison.group, comparison.set, places[comparison.question] ?? 0, comparison.part, comparison.earlierSet]
            for number in places { numbers.varint(UInt64(number)) }
            for number in [comparison.entered, comparison.left] { numbers.varint(UInt64(bitPattern: number)) }
            message.names.append(contentsOf: comparison.name)
        }
        message.numbers = numbers.data
        try ValueDifferenceCodec.write(comparisons, layout, &message)
        return message
    }

    static func comparisons(_ message: WireComparisons, _ layout: PartialLayout) throws(Diagnostic) -> [SetComparison] {
        let names = message.names
        let hashes = try hashes(message.questions, names: names)
        var reader = ByteReader(message.numbers, "comparisons")
        var comparisons: [SetComparison] = []
        for index in 0..<names.count / GroupName.length {
            let numbers = try numbers(7, &reader)
            guard hashes.indices.contains(numbers[2]) else { throw reader.invalid("name a question that is not there") }
            comparisons.append(
                SetComparison(
                    group: numbers[0], set: numbers[1], question: hashes[numbers[2]], part: numbers[3],
                    name: Array(names.dropFirst(index * GroupName.length).prefix(GroupName.length)),
                    earlierSet: numbers[4], entered: Int64(numbers[5]), left: Int64(numbers[6])))
        }
        try reader.finish()
        return try ValueDifferenceCodec.adding(message, to: comparisons, layout)
    }
}
