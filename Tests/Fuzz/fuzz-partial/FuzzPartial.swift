import CordonAggregates
import CordonTestSupport
import CordonValues
import CordonWire
import Foundation
import FuzzRun

/// What a coordinator does with the bytes of a partial: decode, merge, finish. The first byte of an input picks a layout of the vectors of
/// `protocol/`, the rest is the partial.
@main struct FuzzPartial {
    static func main() throws {
        let vectors = try ProtocolVector.family("partials").map { try $0.read(Vector.self) }
        var layouts: [PartialLayout] = []
        for vector in vectors where !layouts.contains(vector.layout.value) { layouts.append(vector.layout.value) }
        precondition((1...256).contains(layouts.count), "the first byte of an input numbers \(layouts.count) layouts")
        try FuzzRun.main(limit: 0.1) {
            vectors.compactMap { vector in
                guard let number = layouts.firstIndex(of: vector.layout.value), let bytes = Hexadecimal.decode(vector.bytes) else { return nil }
                return [UInt8(number)] + bytes
            }
        } body: { input in
            guard let first = input.first else { return }
            read(Data(input.dropFirst()), layouts[Int(first) % layouts.count])
        }
    }

    private static func read(_ bytes: Data, _ layout: PartialLayout) {
        do throws(Diagnostic) {
            let table = try PartialCodec.decode(bytes, layout: layout)
            var merged = MergedTable(layout: layout)
            for _ in 0..<2 { try merged.merge(table) }
            for group in 0..<merged.groupCount {
                for column in layout.aggregates.indices { _ = merged.finish(column: column, group: group) }
            }
        } catch {
            if error.code == .internalFailure { fatalError("a failure that explains nothing: \(error.message)") }
        }
    }
}

/// As the files of `protocol/vectors/partials` write it.
private struct Vector: Decodable {
    struct Layout: Decodable {
        struct Aggregate: Decodable {
            let function: AggregateFunction
            let argument: ValueType?
            let second: ValueType?
            let fraction: Double?
            /// Origin and width, as n/d.
            let grid: [String]?
        }

        let keys: [ValueType]
        let aggregates: [Aggregate]

        var value: PartialLayout {
            PartialLayout(
                keys: keys,
                aggregates: aggregates.map { aggregate in
                    let numbers = (aggregate.grid ?? []).compactMap { text -> Rational? in
                        let parts = text.split(separator: "/").compactMap { Int64($0) }
                        return parts.count == 2 ? Rational(parts[0]).divided(by: Rational(parts[1])) : nil
                    }
                    return AggregateSpecification(
                        function: aggregate.function, argument: aggregate.argument, second: aggregate.second, fraction: aggregate.fraction,
                        grid: numbers.count == 2 ? HistogramGrid(origin: numbers[0], width: numbers[1]) : nil)
                })
        }
    }

    let layout: Layout
    let bytes: String
}
