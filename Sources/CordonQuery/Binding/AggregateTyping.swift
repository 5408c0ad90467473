import CordonAggregates
import CordonValues

extension AggregateSpecification {
    /// The type of the finished value, PostgreSQL's.
    var resultType: ValueType {
        switch function {
        case .countRows, .count, .countPatients: .bigint
        case .sum:
            switch argument {
            case .integer: .bigint
            case .double: .double
            case .bigint, .numeric, .boolean, .text, .date, nil: .numeric
            }
        case .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample:
            argument == .double ? .double : .numeric
        case .minimum, .maximum: argument ?? .text
        }
    }
}
