import CordonQuery
import CordonValues

/// Writes expressions as SQLite's SQL and gathers what the text needs: bound values and functions of ours.
///
/// A value stands in SQLite as: integer, bigint INTEGER; double REAL (never NaN, which SQLite takes for NULL); numeric TEXT in the
/// one spelling of ``NumericText``, so that equal numbers are equal texts, or INTEGER where ``WholeRange`` proves it whole; text TEXT;
/// boolean INTEGER 0 or 1; date INTEGER, days since 1970-01-01; timestamp INTEGER, microseconds since then. SQLite's own operators are
/// used where they then mean exactly what PostgreSQL's do, and ours everywhere else. Functions of ours and readers of results take
/// numerics of both kinds; where SQLite compares them or one column holds several, all are of one (``uniform(_:)``).
struct SQLiteExpression {
    /// What CURRENT_DATE is; nil where a statement is only shown.
    let cutoff: CalendarDate?
    /// The numeric columns that stand as INTEGER are told to it.
    var ranges = WholeRange()
    private(set) var arguments: [Value] = []
    private(set) var routines: Set<ScalarRoutine> = []
    private(set) var builtins: Set<String> = []
    var aggregates: Set<AggregateRoutine> = []
    /// The queries of WITH, in order; nil inside a subquery of an expression, which names columns around it.
    var commonTables: [CommonTable]? = []
    private var positions: [Value: Int] = [:]

    init(cutoff: CalendarDate? = nil) { self.cutoff = cutoff }

    /// A piece of SQL with how tightly its outermost operator binds.
    struct Piece {
        enum Strength: Int, Comparable {
            case or, and, not, comparison, arithmetic, atom
            static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
        }

        let text: String
        let strength: Strength

        /// The text, in parentheses unless it binds more tightly than `outer`.
        func inside(_ outer: Strength) -> String { strength > outer ? text : "(\(text))" }
    }

    mutating func write(_ expression: TypedExpression) -> Piece {
        switch expression {
        case .column(.cutoff, _): return cutoff.map { bind(.date($0)) } ?? Piece(text: ":current_date", strength: .atom)
        case .column(let reference, _): return Piece(text: Self.name(reference), strength: .atom)
        case .constant(.numeric(let number), _):
            return bind(isCarried(expression) ? .integer(Int64(truncatingIfNeeded: number.numerator)) : .numeric(number))
        case .constant(let value, _): return bind(value)
        case .call(let function, let operands, let type): return write(function, operands, type)
        case .cast(let operand, let type): return write(castOf: operand, to: type)
        case .cases(let branches, let otherwise, _):
            let isCarried = isCarried(expression)
            let whens = branches.map { branch in
                let condition = write(branch.condition).text
                return "WHEN \(condition) THEN \((isCarried ? write(branch.result) : spelled(branch.result)).text)"
            }
            let last = isCarried ? write(otherwise) : spelled(otherwise)
            return Piece(text: "CASE \(whens.joined(separator: " ")) ELSE \(last.text) END", strength: .atom)
        case .exists(let plan): return Piece(text: "EXISTS (\(subquery { $0.existence(of: plan) }))", strength: .atom)
        case .inSubquery(let operands, let plan):
            let left = operands.map { spelled($0).text }.joined(separator: ", ")
            return Piece(text: "(\(left)) IN (\(subquery { $0.spelledSelect(plan) }))", strength: .comparison)
        case .scalar(let plan, _): return Piece(text: "(\(subquery { $0.spelledSelect(plan) }))", strength: .atom)
        }
    }

    /// True for a numeric that is written as an INTEGER.
    func isCarried(_ expression: TypedExpression) -> Bool { expression.type == .numeric && ranges.of(expression) != nil }

    /// A numeric as TEXT, whatever it is carried as; any other value as it is.
    mutating func spelled(_ expression: TypedExpression) -> Piece {
        guard isCarried(expression) else { return write(expression) }
        if case .constant(let value, _) = expression { return bind(value) }
        return Piece(text: "CAST(\(write(expression).text) AS TEXT)", strength: .atom)
    }

    /// Numerics that are compared with each other, or that one column holds: all INTEGER or all TEXT.
    mutating func uniform(_ operands: [TypedExpression]) -> [Piece] {
        operands.allSatisfy(isCarried) ? operands.map { write($0) } : operands.map { spelled($0) }
    }

    static func quoted(_ identifier: String) -> String {
        "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    static func name(_ reference: ColumnReference) -> String {
        switch reference {
        case .table(let relation, let column): "r\(relation).\(quoted(column))"
        // Nothing inside refers to the boundary; such a reference reads as NULL rather than as something else.
        case .key, .aggregate, .window, .value, .grouping, .cutoff: "NULL"
        }
    }

    /// Equal values share an argument. NULL is a word of the language, not a value.
    mutating func bind(_ value: Value) -> Piece {
        let value = value.storable
        guard !value.isNull else { return Piece(text: "NULL", strength: .atom) }
        // Whether a 1 is a truth, a day or a number makes no difference to SQLite, but keeps the list readable.
        let position = positions[value] ?? arguments.count + 1
        if positions.updateValue(position, forKey: value) == nil { arguments.append(value) }
        return Piece(text: "?\(position)", strength: .atom)
    }

    mutating func call(_ routine: ScalarRoutine, _ operands: [TypedExpression]) -> Piece {
        routines.insert(routine)
        return Piece(text: "\(routine.name)(\(list(operands)))", strength: .atom)
    }

    mutating func builtin(_ name: String, _ operands: [TypedExpression]) -> Piece {
        builtins.insert(name)
        return Piece(text: "\(name)(\(uniform(operands).map(\.text).joined(separator: ", ")))", strength: .atom)
    }

    /// SQLite's own function, called in a text that is written elsewhere.
    mutating func uses(_ builtin: String) -> String {
        builtins.insert(builtin)
        return builtin
    }

    mutating func list(_ operands: [TypedExpression]) -> String { operands.map { write($0).text }.joined(separator: ", ") }

    mutating func infix(_ sign: String, _ operands: [TypedExpression], _ strength: Piece.Strength) -> Piece {
        Piece(text: operands.map { write($0).inside(strength) }.joined(separator: " \(sign) "), strength: strength)
    }

    /// The same for an operator that compares.
    mutating func comparison(_ sign: String, _ operands: [TypedExpression]) -> Piece {
        Piece(text: uniform(operands).map { $0.inside(.comparison) }.joined(separator: " \(sign) "), strength: .comparison)
    }

    /// A chain of AND or OR, in halves where it is long: SQLite refuses deep expressions, and a chain nests once a link.
    mutating func chain(_ word: String, _ operands: [TypedExpression], _ strength: Piece.Strength) -> Piece {
        guard operands.count > 32 else { return infix(word, operands, strength) }
        let middle = operands.count / 2
        let halves = [Array(operands[..<middle]), Array(operands[middle...])].map { chain(word, $0, strength).text }
        return Piece(text: "(\(halves[0])) \(word) (\(halves[1]))", strength: strength)
    }
}
