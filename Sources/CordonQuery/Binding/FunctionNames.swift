/// The scalar functions whose types depend on their arguments, or that are bound in a way of their own.
enum ScalarName: String, CaseIterable {
    case abs, sign, floor, ceil, ceiling, round, trunc, sqrt, mod, div, gcd, lcm, power, pow, log, pi
    case widthBucket = "width_bucket"
    case bitLength = "bit_length"
    case concat
    case concatWith = "concat_ws"
    case numNulls = "num_nulls"
    case numNonNulls = "num_nonnulls"
    case extract
    case datePart = "date_part"
    case dateTrunc = "date_trunc"
    case age
    case makeInterval = "make_interval"
    case toChar = "to_char"
    case toDate = "to_date"
    case now
    case transactionTimestamp = "transaction_timestamp"

    /// Functions that read their arguments themselves.
    var readsSyntax: Bool {
        switch self {
        case .extract, .datePart, .dateTrunc, .age, .makeInterval, .widthBucket: true
        case .abs, .sign, .floor, .ceil, .ceiling, .round, .trunc, .sqrt, .mod, .div, .gcd, .lcm, .power, .pow, .log, .pi, .bitLength,
            .concat, .concatWith, .numNulls, .numNonNulls, .toChar, .toDate, .now, .transactionTimestamp:
            false
        }
    }

    var arity: ClosedRange<Int> {
        switch self {
        case .pi, .now, .transactionTimestamp: 0...0
        case .abs, .sign, .floor, .ceil, .ceiling, .sqrt, .bitLength: 1...1
        case .round, .trunc, .log, .age: 1...2
        case .mod, .div, .gcd, .lcm, .power, .pow, .extract, .datePart, .dateTrunc, .toChar, .toDate: 2...2
        case .widthBucket: 2...4
        case .makeInterval: 0...7
        case .concat, .numNulls, .numNonNulls: 1...100
        case .concatWith: 2...100
        }
    }

    var example: String {
        switch self {
        case .abs, .sign, .floor, .ceil, .ceiling, .sqrt, .log, .bitLength: "\(rawValue)(x)"
        case .round, .trunc, .mod, .div, .power, .pow: "\(rawValue)(x, 2)"
        case .gcd, .lcm, .concat, .numNulls, .numNonNulls: "\(rawValue)(x, y)"
        case .concatWith: "concat_ws(', ', x, y)"
        case .pi, .now, .transactionTimestamp: "\(rawValue)()"
        case .widthBucket: "width_bucket(age, 0, 100, 10)"
        case .extract: "EXTRACT(YEAR FROM admitted)"
        case .datePart: "date_part('year', admitted)"
        case .dateTrunc: "date_trunc('month', admitted)"
        case .age: "age(admitted, born)"
        case .makeInterval: "make_interval(days => 30)"
        case .toChar: "to_char(admitted, 'YYYY-MM')"
        case .toDate: "to_date(x, 'YYYYMMDD')"
        }
    }
}

/// Functions of PostgreSQL that people will try, with what to do instead.
enum UnavailableFunction {
    static func hint(_ name: String) -> String? {
        switch name {
        case "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "xmlagg":
            "A question returns no lists of values: use count, sum or avg."
        case "clock_timestamp", "statement_timestamp", "timeofday": "CURRENT_DATE is the last day that the data covers."
        case "to_timestamp", "timezone": "Times have no zone here: cast to timestamp, or use make_timestamp."
        case "to_number": "Cast: CAST(x AS numeric)."
        case "justify_days", "justify_hours", "justify_interval", "date_bin": "Subtract timestamps, or use EXTRACT(EPOCH FROM …)."
        case "random", "setseed", "gen_random_uuid": "A question must give the same answer each time it is asked."
        case "md5", "sha224", "sha256", "sha384", "sha512", "hashtext", "encode", "decode", "digest": "Compare the texts themselves."
        case "regexp_replace", "regexp_match", "regexp_matches", "regexp_like", "regexp_count", "regexp_substr", "regexp_instr",
            "regexp_split_to_array":
            "Use LIKE, split_part, replace, translate and substring."
        case "sinh", "cosh", "tanh", "asinh", "acosh", "atanh": "Write them with exp and ln: (exp(x) - exp(-x)) / 2."
        case "sind", "cosd", "tand", "cotd", "asind", "acosd", "atand", "atan2d": "Convert with radians(x) or degrees(x)."
        case "format": "Join texts with || or concat."
        default: nil
        }
    }
}
