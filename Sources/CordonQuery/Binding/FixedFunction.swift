import CordonValues

/// A function whose arguments and result have one type each, whatever it is given. Trailing parameters may be left out.
struct FixedFunction {
    let function: ScalarFunction
    let parameters: [ValueType]
    let required: Int
    let result: ValueType

    private init(_ function: ScalarFunction, _ parameters: [ValueType], _ result: ValueType, required: Int? = nil) {
        self.function = function
        self.parameters = parameters
        self.required = required ?? parameters.count
        self.result = result
    }

    func example(_ name: String) -> String {
        let letters = ["x", "y", "z", "u", "v", "w"]
        return "\(name)(\(parameters.indices.prefix(required).map { letters[$0 % letters.count] }.joined(separator: ", ")))"
    }

    /// PostgreSQL's names and their aliases.
    static let named: [String: FixedFunction] = texts.merging(doubles) { first, _ in first }.merging(dates) { first, _ in first }

    private static let texts: [String: FixedFunction] = {
        let trim = { (function: ScalarFunction) in FixedFunction(function, [.text, .text], .text, required: 1) }
        let pad = { (function: ScalarFunction) in FixedFunction(function, [.text, .bigint, .text], .text, required: 2) }
        let length = FixedFunction(.length, [.text], .integer)
        let substring = FixedFunction(.substring, [.text, .bigint, .bigint], .text, required: 2)
        let position = FixedFunction(.position, [.text, .text], .integer)
        return [
            "lower": FixedFunction(.lower, [.text], .text), "upper": FixedFunction(.upper, [.text], .text),
            "initcap": FixedFunction(.initcap, [.text], .text), "reverse": FixedFunction(.reverse, [.text], .text),
            "length": length, "char_length": length, "character_length": length,
            "octet_length": FixedFunction(.octetLength, [.text], .integer),
            "substring": substring, "substr": substring, "position": position, "strpos": position,
            "left": FixedFunction(.left, [.text, .bigint], .text), "right": FixedFunction(.right, [.text, .bigint], .text),
            "btrim": trim(.trimBoth), "ltrim": trim(.trimStart), "rtrim": trim(.trimEnd), "lpad": pad(.padStart), "rpad": pad(.padEnd),
            "replace": FixedFunction(.replace, [.text, .text, .text], .text),
            "translate": FixedFunction(.translate, [.text, .text, .text], .text),
            "overlay": FixedFunction(.overlay, [.text, .text, .bigint, .bigint], .text, required: 3),
            "repeat": FixedFunction(.repeated, [.text, .bigint], .text),
            "split_part": FixedFunction(.splitPart, [.text, .text, .bigint], .text),
            "starts_with": FixedFunction(.startsWith, [.text, .text], .boolean),
            "ascii": FixedFunction(.ascii, [.text], .integer), "chr": FixedFunction(.chr, [.bigint], .text),
        ]
    }()

    private static let doubles: [String: FixedFunction] = {
        let curves: [(String, ScalarFunction)] = [
            ("cbrt", .cubeRoot), ("exp", .exponential), ("ln", .naturalLogarithm), ("log10", .decimalLogarithm), ("degrees", .degrees),
            ("radians", .radians), ("sin", .sine), ("cos", .cosine), ("tan", .tangent), ("cot", .cotangent), ("asin", .arcSine),
            ("acos", .arcCosine), ("atan", .arcTangent),
        ]
        let single = curves.map { ($0.0, FixedFunction($0.1, [.double], .double)) }
        return Dictionary(single) { first, _ in first }
            .merging(["atan2": FixedFunction(.arcTangentOfPoint, [.double, .double], .double)]) { first, _ in first }
    }()

    private static let dates: [String: FixedFunction] = [
        "make_date": FixedFunction(.makeDate, [.bigint, .bigint, .bigint], .date),
        "make_timestamp": FixedFunction(.makeTimestamp, [.bigint, .bigint, .bigint, .bigint, .bigint, .double], .timestamp),
    ]
}
