/// The syntax of a query, whole or nested: the closed set of constructs that this version reads. Every node knows its place in
/// Unicode scalars.
struct SyntaxQuery: Sendable {
    /// WITH, in order; each sees those before it.
    let commonTables: [SyntaxCommonTable]
    let body: SyntaxBody
    let order: [SyntaxSort]
    let limit: SyntaxExpression?
    let offset: SyntaxExpression?
    let span: Range<Int>?
}

indirect enum SyntaxBody: Sendable {
    case select(SyntaxSelect)
    case setOperation(SyntaxSetOperation, keepsRepeats: Bool, SyntaxQuery, SyntaxQuery)
    case values([[SyntaxExpression]])
}

enum SyntaxSetOperation: String, Sendable {
    case union = "UNION"
    case intersect = "INTERSECT"
    case except = "EXCEPT"
}

struct SyntaxCommonTable: Sendable {
    let name: SyntaxName
    let columns: [String]
    let query: SyntaxQuery
}

struct SyntaxSelect: Sendable {
    let items: [SyntaxItem]
    let distinct: SyntaxDistinct?
    let from: [SyntaxRelation]
    let filter: SyntaxExpression?
    let grouping: [SyntaxGrouping]
    let having: SyntaxExpression?
    /// WINDOW, by name.
    let windows: [String: SyntaxWindow]
}

enum SyntaxDistinct: Sendable {
    case rows
    case on([SyntaxExpression])
}

/// One element of GROUP BY.
indirect enum SyntaxGrouping: Sendable {
    case expression(SyntaxExpression)
    /// `(a, b)` inside ROLLUP, CUBE and GROUPING SETS; `()` has none.
    case tuple([SyntaxExpression])
    case rollup([SyntaxGrouping])
    case cube([SyntaxGrouping])
    case sets([SyntaxGrouping])
}

struct SyntaxItem: Sendable {
    let expression: SyntaxExpression
    let alias: String?
}

struct SyntaxName: Sendable, Hashable {
    let text: String
    let span: Range<Int>
}

struct SyntaxAlias: Sendable {
    let name: String
    /// New names of the first columns; often none.
    let columns: [String]
}

indirect enum SyntaxRelation: Sendable {
    case table(SyntaxName, SyntaxAlias?)
    case subquery(SyntaxQuery, SyntaxAlias?, isLateral: Bool, span: Range<Int>)
    case join(SyntaxJoin, SyntaxRelation, SyntaxRelation, SyntaxJoinCondition, span: Range<Int>)
}

enum SyntaxJoin: String, Sendable {
    case inner = "INNER JOIN"
    case left = "LEFT JOIN"
    case right = "RIGHT JOIN"
    case full = "FULL JOIN"
}

enum SyntaxJoinCondition: Sendable {
    /// CROSS JOIN.
    case always
    case on(SyntaxExpression)
    case using([SyntaxName])
    case natural
}

/// OVER (…).
struct SyntaxWindow: Sendable {
    /// The named window that this one begins with, or is.
    let base: String?
    let partition: [SyntaxExpression]
    let order: [SyntaxSort]
    /// Nil where the question leaves it to the default.
    let frame: SyntaxFrame?
    let span: Range<Int>
}

struct SyntaxFrame: Sendable {
    let mode: FrameMode
    let start: SyntaxFrameBound
    let end: SyntaxFrameBound
    let exclusion: FrameExclusion
}

enum SyntaxFrameBound: Sendable {
    case unboundedPreceding
    case preceding(SyntaxExpression)
    case currentRow
    case following(SyntaxExpression)
    case unboundedFollowing
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
    /// `*` or `table.*`.
    case star(qualifier: String?)
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
    case exists(SyntaxQuery)
    /// `(a, …) IN (SELECT …)`.
    case inSubquery([SyntaxExpression], SyntaxQuery)
    /// `a < ANY (SELECT …)`, and with ALL.
    case quantifiedSubquery(SyntaxOperator, SyntaxExpression, SyntaxQuery, all: Bool)
    case scalarSubquery(SyntaxQuery)
    case grouping([SyntaxExpression])
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
    /// WITHIN GROUP (ORDER BY …).
    let withinGroup: [SyntaxSort]
    let over: SyntaxWindow?
}
