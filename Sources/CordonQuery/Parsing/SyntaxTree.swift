/// The syntax of a question: the closed set of constructs that this version reads. Every node knows its place in Unicode scalars.
struct SyntaxQuery: Sendable {
    let items: [SyntaxItem]
    let from: [SyntaxRelation]
    let filter: SyntaxExpression?
    let grouping: [SyntaxExpression]
    let having: SyntaxExpression?
    let order: [SyntaxSort]
    let limit: SyntaxExpression?
    let offset: SyntaxExpression?
}

struct SyntaxItem: Sendable {
    let expression: SyntaxExpression
    let alias: String?
}

struct SyntaxName: Sendable, Hashable {
    let text: String
    let span: Range<Int>
}

/// Relations of a FROM clause. Outer joins, subqueries and VALUES will be further cases.
indirect enum SyntaxRelation: Sendable {
    case table(SyntaxName, alias: String?)
    case innerJoin(SyntaxRelation, SyntaxRelation, SyntaxJoinCondition)
}

enum SyntaxJoinCondition: Sendable {
    /// CROSS JOIN.
    case always
    case on(SyntaxExpression)
    case using([SyntaxName])
}

struct SyntaxSort: Sendable {
    let expression: SyntaxExpression
    let descending: Bool
    /// Nil where the question leaves it to the default.
    let nullsFirst: Bool?
}

struct SyntaxExpression: Sendable {
    let form: SyntaxForm
    let span: Range<Int>
}

indirect enum SyntaxForm: Sendable {
    case column(qualifier: String?, name: String)
    /// `*` or `table.*`, which only COUNT(*) can use.
    case star
    case literal(SyntaxLiteral)
    case negation(SyntaxExpression)
    case not(SyntaxExpression)
    case conjunction([SyntaxExpression])
    case disjunction([SyntaxExpression])
    case binary(SyntaxOperator, SyntaxExpression, SyntaxExpression)
    case isNull(SyntaxExpression, negated: Bool)
    case truthTest(SyntaxExpression, SyntaxTruth, negated: Bool)
    case distinct(SyntaxExpression, SyntaxExpression, negated: Bool)
    case between(SyntaxExpression, SyntaxExpression, SyntaxExpression, negated: Bool)
    case inList(SyntaxExpression, [SyntaxExpression], negated: Bool)
    case like(SyntaxExpression, SyntaxExpression, escape: SyntaxExpression?, insensitive: Bool, negated: Bool)
    /// `x op ANY (…)` and `x op ALL (…)` of a list.
    case quantified(SyntaxComparison, SyntaxExpression, [SyntaxExpression], all: Bool)
    case cases(operand: SyntaxExpression?, [SyntaxBranch], otherwise: SyntaxExpression?)
    case coalesce([SyntaxExpression])
    case greatest([SyntaxExpression])
    case least([SyntaxExpression])
    case nullIf(SyntaxExpression, SyntaxExpression)
    case cast(SyntaxExpression, SyntaxType)
    case call(SyntaxCall)
    /// ARRAY[…], as an argument.
    case array([SyntaxExpression])
    /// `name => x`, as an argument.
    case named(String, SyntaxExpression)
    case currentDate
    /// LOCALTIMESTAMP and its like.
    case currentTimestamp
}

struct SyntaxBranch: Sendable {
    let condition: SyntaxExpression
    let result: SyntaxExpression
}

enum SyntaxLiteral: Sendable, Hashable {
    /// Digits as written, perhaps with a point, an exponent and a sign.
    case number(String)
    /// Its type is decided by where it stands.
    case string(String)
    case boolean(Bool)
    case null
}

enum SyntaxOperator: String, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case concatenate = "||"
    case power = "^"
    case startsWith = "^@"
}

/// What ANY and ALL compare by.
enum SyntaxComparison: Sendable {
    case operation(SyntaxOperator)
    case like(insensitive: Bool, negated: Bool)
}

/// A type as a cast names it, with what stands in brackets after it.
struct SyntaxType: Sendable {
    let name: String
    let modifiers: [Int]
    let span: Range<Int>
}

enum SyntaxTruth: Sendable {
    case isTrue, isFalse, isUnknown
}

struct SyntaxCall: Sendable {
    let name: String
    let nameSpan: Range<Int>
    let arguments: [SyntaxExpression]
    /// COUNT(*).
    let isStar: Bool
    let isDistinct: Bool
    let filter: SyntaxExpression?
}
