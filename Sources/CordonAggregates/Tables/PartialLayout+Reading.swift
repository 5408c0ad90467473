import BigInt
import CordonValues

extension PartialLayout {
    /// Reads ``canonicalText`` of several layouts back, one behind the other; nil for texts of another version.
    public static func all(canonicalTexts text: String) -> [PartialLayout]? {
        var layouts: [PartialLayout] = []
        var (keys, aggregates, mode): ([ValueType], [AggregateSpecification], ReleaseMode) = ([], [], .merged)
        var isOpen = false
        func close() {
            if isOpen { layouts.append(PartialLayout(keys: keys, aggregates: aggregates, mode: mode)) }
            (keys, aggregates, mode, isOpen) = ([], [], .merged, true)
        }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "cordon-partial-layout": close()
            case "mode":
                guard words.count == 2, let named = ReleaseMode(rawValue: words[1]) else { return nil }
                mode = named
            case "key":
                guard words.count == 2, let type = ValueType(rawValue: words[1]) else { return nil }
                keys.append(type)
            case "aggregate":
                guard let aggregate = AggregateSpecification(words: Array(words.dropFirst())) else { return nil }
                aggregates.append(aggregate)
            default: return nil
            }
        }
        close()
        return layouts.map(\.canonicalText).joined() == text ? layouts : nil
    }
}

extension AggregateSpecification {
    /// The function, one or two types, the state's number, and parameters: of a percentile `fraction` with its bits and `grid` with origin
    /// and width; `low` with a bound, `within` with two, and `values`.
    fileprivate init?(words: [String]) {
        guard let name = words.first, let function = AggregateFunction(rawValue: name) else { return nil }
        let types = words.dropFirst().prefix { ValueType(rawValue: $0) != nil }.compactMap(ValueType.init)
        let parameters = words.dropFirst(1 + max(1, types.count) + 1)
        guard types.count <= 2 else { return nil }
        func parameter(_ name: String, _ place: Int) -> String? {
            guard let index = parameters.firstIndex(of: name), parameters.indices.contains(index + place) else { return nil }
            return parameters[index + place]
        }
        let fraction = parameter("fraction", 1).flatMap { UInt64($0.dropFirst(2), radix: 16) }.map { Double(bitPattern: $0) }
        var grid: HistogramGrid?
        if let origin = parameter("grid", 1).flatMap(Self.ratio), let width = parameter("grid", 2).flatMap(Self.ratio) {
            grid = HistogramGrid(origin: origin, width: width)
        }
        var within: ClosedRange<Rational>?
        if let low = parameter("within", 1).flatMap(Self.ratio), let high = parameter("within", 2).flatMap(Self.ratio) {
            guard low <= high else { return nil }
            within = low...high
        }
        self.init(function: function, argument: types.first, second: types.dropFirst().first, fraction: fraction, grid: grid,
            low: parameter("low", 1).flatMap(Self.ratio), within: within, tellsValues: parameters.contains("values"))
    }

    private static func ratio(_ text: String) -> Rational? {
        let halves = text.split(separator: "/").compactMap { BigInt($0, radix: 10) }
        guard halves.count == 2, halves[1] > 0 else { return nil }
        return Rational(halves[0], over: halves[1])
    }
}
