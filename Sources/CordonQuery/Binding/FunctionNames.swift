/// The scalar functions that a question can call by name.
enum ScalarName: String, CaseIterable {
    case abs, floor, ceil, ceiling, round, trunc, sqrt, mod
    case lower, upper, length
    case charLength = "char_length"
    case characterLength = "character_length"
    case widthBucket = "width_bucket"
    case extract
    case dateTrunc = "date_trunc"

    var isDatePart: Bool { self == .extract || self == .dateTrunc }

    var arity: ClosedRange<Int> {
        switch self {
        case .round, .trunc: 1...2
        case .mod, .extract, .dateTrunc: 2...2
        case .widthBucket: 4...4
        case .abs, .floor, .ceil, .ceiling, .sqrt, .lower, .upper, .length, .charLength, .characterLength: 1...1
        }
    }

    var example: String {
        switch self {
        case .round, .trunc: "\(rawValue)(x, 2)"
        case .mod: "mod(x, 2)"
        case .widthBucket: "width_bucket(age, 0, 100, 10)"
        case .extract: "EXTRACT(YEAR FROM admitted)"
        case .dateTrunc: "date_trunc('month', admitted)"
        case .abs, .floor, .ceil, .ceiling, .sqrt, .lower, .upper, .length, .charLength, .characterLength: "\(rawValue)(x)"
        }
    }
}

/// Functions of PostgreSQL that people will try, with what to do instead.
enum UnavailableFunction {
    static func hint(_ name: String) -> String? {
        switch name {
        case "median", "percentile_cont", "percentile_disc", "mode":
            "Use avg and stddev, or count(*) over bands: GROUP BY floor(age / 10) * 10."
        case "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "xmlagg":
            "A question returns no lists of values: use count, sum or avg."
        case "bool_and", "bool_or", "every": "Count them: count(*) FILTER (WHERE …)."
        case "corr", "covar_pop", "covar_samp", "regr_slope", "regr_intercept", "regr_r2", "regr_count", "regr_avgx", "regr_avgy",
            "regr_sxx", "regr_syy", "regr_sxy":
            "Use avg(x), avg(y) and avg(x * y)."
        case "row_number", "rank", "dense_rank", "ntile", "lag", "lead", "first_value", "last_value", "nth_value", "percent_rank",
            "cume_dist":
            "Group with GROUP BY instead."
        case "now", "age", "clock_timestamp", "current_timestamp", "date_part", "to_char", "to_date", "make_date":
            "Write a date, DATE '2024-12-31', and use EXTRACT(YEAR FROM x) or date_trunc('month', x)."
        case "exp", "ln", "log", "power", "pow": "Multiply, or use sqrt(x)."
        case "substring", "substr", "left", "right", "trim", "btrim", "ltrim", "rtrim", "replace", "position", "strpos", "split_part",
            "regexp_replace", "regexp_match", "concat":
            "Use LIKE, lower, upper, length and ||."
        default: nil
        }
    }
}
