import CordonValues

/// How many of each part a question may have, so that planning stays quick and every engine can run the plan.
enum QuestionLimits {
    /// Of one aggregation over patients: half of what SQLite joins.
    static let tables = 32
    /// Of the whole question.
    static let allTables = 256
    /// Aggregations over patients.
    static let parts = 64
    static let outputColumns = 500
    /// Of all SELECTs and set operations of the question together, those of a WITH query wherever it is named.
    static let allColumns = 2_000
    static let aggregates = 500
    /// Aggregates with the components of their arguments.
    static let boundaryColumns = 1_000
    static let groupKeys = 32
    /// Nodes of all expressions together; a text without repetition has at most one for every two bytes.
    static let nodes = 200_000

    /// Of an expression that a node's database reads. SQLite's parser stops at 100 entries of its stack: three for each function or
    /// operator within the first argument of another, five within a later one, six for each CASE. Chains of AND, OR, + and * are written flat and cost nothing.
    static let height = 84

    /// Levels of queries within each other.
    static let queries = 64
    static let groupingSets = 64

    /// Of a derived column's definition, written out: what is larger is judged by its role alone.
    static let originWeight = 2_000

    static func exceeded(_ what: String, _ limit: Int, _ span: Range<Int>?) -> Diagnostic {
        Diagnostic(.unsupported, "The question has more than \(limit) \(what).", span: span, hint: "Ask several smaller questions.")
    }
}
