import CordonReport
import CordonValues

/// What a cell of a column must be.
enum CellCheck: Equatable {
    /// The same value; a number the same double.
    case exact
    /// The same double, or near to it: the expected number was itself computed in doubles, rounded at every step, and ours once. Where
    /// `wholesAreExact`, that holds of fractions only.
    case near(relative: Double, wholesAreExact: Bool)
    case withheld
    /// Holds the expected value between its bounds, or within its error.
    case holding

    enum Outcome {
        case same, near, different
    }

    /// What a column of this type is compared by. Whole numbers, days and texts have no rounding.
    init(type: ValueType) {
        switch type {
        case .boolean, .integer, .bigint, .text, .date, .timestamp: self = .exact
        case .numeric: self = .near(relative: 1e-9, wholesAreExact: true)
        case .double: self = .near(relative: 1e-6, wholesAreExact: false)
        }
    }

    func compare(_ cell: FoundAnswer.Cell, with expected: DocumentCell.Scalar) -> Outcome {
        switch self {
        case .withheld: cell.state == "withheld" ? .same : .different
        case .exact: Self.isSame(cell, expected) ? .same : .different
        case .near(let relative, let wholesAreExact):
            if Self.isSame(cell, expected) { .same } else { Self.isNear(cell, expected, relative, wholesAreExact) ? .near : .different }
        case .holding: Self.isSame(cell, expected) || Self.holds(cell, expected) ? .same : .different
        }
    }

    private static func isSame(_ cell: FoundAnswer.Cell, _ expected: DocumentCell.Scalar) -> Bool {
        if case .null = expected { return cell.state == "not-applicable" || cell.value == .null }
        guard let value = cell.value else { return false }
        if value == expected { return true }
        if case .string(let left) = value, case .string(let right) = expected, day(left) == day(right) { return true }
        if case .integer(let left) = value, case .integer(let right) = expected { return left == right }
        // SQLite's booleans are 0 and 1; numeric values travel as text.
        if case .boolean(let truth) = value { return number(expected) == (truth ? 1 : 0) }
        guard let left = number(value), let right = number(expected) else { return false }
        return left == right
    }

    private static func isNear(
        _ cell: FoundAnswer.Cell, _ expected: DocumentCell.Scalar, _ relative: Double, _ wholesAreExact: Bool
    ) -> Bool {
        if wholesAreExact, case .integer = expected { return false }
        guard let left = cell.value.flatMap(number), let right = number(expected) else { return false }
        return (left - right).magnitude <= relative * max(left.magnitude, right.magnitude)
    }

    private static func holds(_ cell: FoundAnswer.Cell, _ expected: DocumentCell.Scalar) -> Bool {
        if let low = cell.low, let high = cell.high { return !precedes(expected, low) && !precedes(high, expected) }
        guard let error = cell.error, let value = cell.value.flatMap(number), let wanted = number(expected) else { return false }
        return (value - wanted).magnitude <= error
    }

    /// The day of a midnight, which other databases write with its time; anything else as it stands.
    private static func day(_ text: String) -> Substring {
        let (day, rest) = (text.prefix(10), text.dropFirst(10))
        guard text.utf8.count > 10, rest.first == " " || rest.first == "T", rest.dropFirst().hasPrefix("00:00:00"),
            rest.dropFirst(9).allSatisfy({ "0.:+Z".contains($0) })
        else { return text[...] }
        return day
    }

    /// Numbers by value; days and times, written as ISO text, by their digits.
    private static func precedes(_ left: DocumentCell.Scalar, _ right: DocumentCell.Scalar) -> Bool {
        if let left = number(left), let right = number(right) { return left < right }
        guard case .string(let left) = left, case .string(let right) = right else { return true }
        return left < right
    }

    private static func number(_ scalar: DocumentCell.Scalar) -> Double? {
        switch scalar {
        case .null, .boolean: nil
        case .integer(let whole): Double(whole)
        case .double(let number): number
        case .string(let text): Double(text)
        }
    }
}
