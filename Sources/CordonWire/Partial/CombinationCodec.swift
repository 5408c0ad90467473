import CordonAggregates
import CordonValues
import Foundation

/// Combinations of a set with two others as columns of bytes.
enum CombinationCodec {
    static func message(_ combinations: SetCombinations) -> WireCombinations {
        var message = WireCombinations()
        (message.questions, message.sets, message.names) = bytes(combinations.classes)
        var numbers = ByteWriter()
        for combination in combinations.found {
            let places = [combination.group, combination.set, combination.role.rawValue, combination.others.first, combination.others.second]
            for number in places { numbers.varint(UInt64(number)) }
            for number in [combination.surplus, combination.lack] { numbers.varint(UInt64(bitPattern: number)) }
        }
        message.numbers = numbers.data
        return message
    }

    static func combinations(_ message: WireCombinations) throws(Diagnostic) -> SetCombinations {
        SetCombinations(decoded: try classes(message.questions, message.sets, message.names), try found(message.numbers))
    }

    /// Lists of sets: the questions, the numbers and the names of their groups.
    static func bytes(_ classes: [[SetCombinations.Other]]) -> (questions: Data, sets: Data, names: Data) {
        let (questions, places) = ComparisonCodec.questions(classes.joined().map(\.question))
        var (sets, names) = (ByteWriter(), Data())
        for (number, others) in classes.enumerated() {
            for other in others {
                for number in [number, places[other.question] ?? 0, other.part, other.set] { sets.varint(UInt64(number)) }
                names.append(contentsOf: other.name)
            }
        }
        return (questions, sets.data, names)
    }

    static func classes(_ questions: Data, _ sets: Data, _ names: Data) throws(Diagnostic) -> [[SetCombinations.Other]] {
        let hashes = try ComparisonCodec.hashes(questions, names: names)
        var reader = ByteReader(sets, "combined sets")
        var classes: [[SetCombinations.Other]] = []
        for index in 0..<names.count / GroupName.length {
            let numbers = try ComparisonCodec.numbers(4, &reader)
            guard hashes.indices.contains(numbers[1]) else { throw reader.invalid("name a question that is not there") }
            if numbers[0] == classes.count { classes.append([]) }
            guard numbers[0] == classes.count - 1 else { throw reader.invalid("are of classes that are out of order") }
            classes[numbers[0]].append(
                SetCombinations.Other(
                    question: hashes[numbers[1]], part: numbers[2],
                    name: Array(names.dropFirst(index * GroupName.length).prefix(GroupName.length)), set: numbers[3]))
        }
        try reader.finish()
        return classes
    }

    private static func found(_ bytes: Data) throws(Diagnostic) -> [SetCombination] {
        var reader = ByteReader(bytes, "combinations")
        var found: [SetCombination] = []
        while !reader.isAtEnd {
            let numbers = try ComparisonCodec.numbers(7, &reader)
            guard found.count < SetCombination.most, let role = SetCombination.Role(rawValue: numbers[2]) else {
                throw reader.invalid("are too many, or of neither a whole nor a part")
            }
            found.append(
                SetCombination(
                    group: numbers[0], set: numbers[1], role: role, others: .init(numbers[3], numbers[4]), surplus: Int64(numbers[5]),
                    lack: Int64(numbers[6])))
        }
        return found
    }
}
