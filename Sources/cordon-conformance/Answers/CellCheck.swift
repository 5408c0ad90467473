import CordonDisclosure
import CordonReport

/// What a cell of a column must be.
enum CellCheck {
    case exact
    case withheld
    case bounded

    func accepts(_ cell: DocumentCell, for expected: DocumentCell.Scalar) -> Bool {
        switch self {
        case .exact: Self.isEqual(cell, expected)
        case .withheld: cell.state == .withheld
        case .bounded: Self.isEqual(cell, expected) || Self.holds(cell, expected)
        }
    }

    private static func isEqual(_ cell: DocumentCell, _ expected: DocumentCell.Scalar) -> Bool {
        if case .null = expected { return cell.state == .notApplicable || cell.value == .null }
        guard let value = cell.value else { return false }
        if value == expected { return true }
        if case .integer(let left) = value, case .integer(let right) = expected { return left == right }
        // Numeric values travel as text, SQLite's booleans are 0 and 1.
        if case .boolean(let truth) = value { return number(expected) == (truth ? 1 : 0) }
        guard let left = number(value), let right = number(expected) else { return false }
        return left == right
    }

    private static func holds(_ cell: DocumentCell, _ expected: DocumentCell.Scalar) -> Bool {
        false
    }

    static func number(_ scalar: DocumentCell.Scalar) -> Double? {
        switch scalar {
        case .null, .boolean: nil
        case .integer(let whole): Double(whole)
        case .double(let number): number
        case .string(let text): Double(text)
        }
    }
}
