/// The syntax of a query, whole or nested: the closed set of constructs that this version reads. Every node knows its place in
/// Unicode scalars.
struct SyntaxQuery: Sendable {
    /// WITH, in order; each sees those before it.
    var commonTables: [SyntaxCommonTable]
    var body: SyntaxBody
    var order: [SyntaxSort]
    var limit: SyntaxExpression?
    var offset: SyntaxExpression?
    var span: Range<Int>?
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
    var name: SyntaxName
    var columns: [String]
    var query: SyntaxQuery
}

struct SyntaxSelect: Sendable {
    var items: [SyntaxItem]
    var distinct: SyntaxDistinct?
    var from: [SyntaxRelation]
    var filter: SyntaxExpression?
    var grouping: [SyntaxGrouping]
    var having: SyntaxExpression?
    /// WINDOW, by name.
    var windows: [String: SyntaxWindow]
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
    var expression: SyntaxExpression
    var alias: String?
}

struct SyntaxName: Sendable, Hashable {
    var text: String
    var span: Range<Int>
}

struct SyntaxAlias: Sendable {
    var name: String
    /// New names of the first columns; often none.
    var columns: [String]
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
    var base: String?
    var partition: [SyntaxExpression]
    var order: [SyntaxSort]
    /// Nil where the question leaves it to the default.
    var frame: SyntaxFrame?
    var span: Range<Int>
}

struct SyntaxFrame: Sendable {
    var mode: FrameMode
    var start: SyntaxFrameBound
    var end: SyntaxFrameBound
    var exclusion: FrameExclusion
}

enum SyntaxFrameBound: Sendable {
    case unboundedPreceding
    case preceding(SyntaxExpression)
    case currentRow
    case following(SyntaxExpression)
    case unboundedFollowing
}

struct SyntaxSort: Sendable {
    var expression: SyntaxExpression
    var descending: Bool
    /// Nil where the question leaves it to the default.
    var nullsFirst: Bool?
}

struct SyntaxExpression: Sendable {
    var form: SyntaxForm
    var span: Range<Int>
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
    var condition: SyntaxExpression
    var result: SyntaxExpression
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
    var name: String
    var modifiers: [Int]
    var span: Range<Int>
}

enum SyntaxTruth: Sendable {
    case isTrue, isFalse, isUnknown
}

struct SyntaxCall: Sendable {
    var name: String
    var nameSpan: Range<Int>
    var arguments: [SyntaxExpression]
    /// COUNT(*).
    var isStar: Bool
    var isDistinct: Bool
    var filter: SyntaxExpression?
    /// WITHIN GROUP (ORDER BY …).
    var withinGroup: [SyntaxSort]
    var over: SyntaxWindow?
}
