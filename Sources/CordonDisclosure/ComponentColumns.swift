import CordonQuery

/// Which columns of an answer follow from others (``BoundaryAggregate/components``).
///
/// - Claim: where a figure is shown, each of its components could be shown as a cell of its own, beside the others of the answer.
struct ComponentColumns {
    private let components: [[Int]]
    private let isAsked: [Bool]

    init(_ boundary: Boundary) {
        components = boundary.aggregates.map(\.components)
        isAsked = boundary.aggregates.map(\.isAsked)
    }

    var isEmpty: Bool { isAsked.allSatisfy(\.self) && components.allSatisfy(\.isEmpty) }

    /// Of a group, with the figures of which a component is hidden.
    func falling(_ hidden: [Bool]) -> [Bool] {
        hidden.indices.map { column in hidden[column] || components[column].contains { hidden[$0] } }
    }

    /// Of a group, the columns nobody asked for that follow from no figure that is left: nobody learns them.
    func untold(_ hidden: [Bool]) -> [Bool] {
        var isTold = isAsked
        for column in hidden.indices where !hidden[column] { for component in components[column] { isTold[component] = true } }
        return isTold.map { !$0 }
    }
}
