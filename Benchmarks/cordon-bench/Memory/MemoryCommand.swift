import ArgumentParser
import CordonAggregates
import CordonValues
import Foundation

/// What a group costs in memory while a node adds up rows.
struct MemoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory", abstract: "Bytes a group of every kind of accumulator.",
        discussion: "Resident memory before and after, over so many groups of two rows of one patient each. The same in every build.")

    @Option(help: "Groups.") var groups = 1_000_000

    func run() throws {
        let specifications: [AggregateSpecification] = [
            AggregateSpecification(function: .countRows, argument: nil), AggregateSpecification(function: .sum, argument: .integer),
            AggregateSpecification(function: .average, argument: .integer), AggregateSpecification(function: .variancePopulation, argument: .integer),
            AggregateSpecification(function: .sum, argument: .double), AggregateSpecification(function: .average, argument: .double),
            AggregateSpecification(function: .variancePopulation, argument: .double),
        ]
        print("bytes a group at the boundary, contributors included, over \(groups) groups")
        for specification in specifications {
            print("  \(Self.name(specification)): \(try bytes { Boundary(specification, groups: groups) })")
        }
        print("bytes a group inside a node")
        for specification in specifications {
            print("  \(Self.name(specification)): \(try bytes { Self.inner(specification, groups: groups) })")
        }
    }

    private static func name(_ specification: AggregateSpecification) -> String {
        "\(specification.function.rawValue)(\(specification.argument?.rawValue ?? "*"))"
    }

    private func bytes<Kept>(_ make: () -> Kept) throws -> Int {
        let before = try Self.resident()
        let kept = make()
        let after = try Self.resident()
        return withExtendedLifetime(kept) { max(0, after - before) / max(1, groups) }
    }

    /// Bytes, as the kernel counts them.
    private static func resident() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
    }

    private struct Boundary {
        var accumulator: AggregateAccumulator

        init(_ specification: AggregateSpecification, groups: Int) {
            accumulator = AggregateAccumulator(specification)
            for group in 0..<groups {
                accumulator.addGroup()
                for row in 0..<2 {
                    switch specification.argument {
                    case .integer?: accumulator.add(integer: Int64(row + 1), group: group, patient: group)
                    case .double?: accumulator.add(double: Double(row) + 1.5, group: group, patient: group)
                    default: accumulator.add(group: group, patient: group)
                    }
                }
            }
        }
    }

    private static func inner(_ specification: AggregateSpecification, groups: Int) -> [InnerAggregate] {
        (0..<groups).map { _ in
            var aggregate = InnerAggregate(specification)
            for row in 0..<2 {
                switch specification.argument {
                case .integer?: aggregate.add(.integer(Int64(row + 1)))
                case .double?: aggregate.add(.double(Double(row) + 1.5))
                default: aggregate.addRow()
                }
            }
            return aggregate
        }
    }
}
