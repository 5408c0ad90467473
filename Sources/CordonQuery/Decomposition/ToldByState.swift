import CordonAggregates

extension FederatedPart {
    /// Disclosure control looks at what the states tell, not only the results.
    var toldByStates: FederatedPart {
        let aggregates = boundary.aggregates.map { aggregate in
            BoundaryAggregate(
                specification: aggregate.specification, argument: aggregate.argument, second: aggregate.second, filter: aggregate.filter,
                source: aggregate.source, disclosure: aggregate.toldByState, components: aggregate.components, isAsked: aggregate.isAsked,
                span: aggregate.span)
        }
        return FederatedPart(
            inside: inside,
            boundary: Boundary(
                keys: boundary.keys, groupingSets: boundary.groupingSets, aggregates: aggregates, patient: boundary.patient,
                groupsPartitionPatients: boundary.groupsPartitionPatients),
            proof: proof, reads: reads, filterReads: filterReads)
    }
}

extension BoundaryAggregate {
    /// What a reader of the cell's state learns. A mean leaves as a sum and a number of rows, so who contributes, and who does not, is told
    /// beside it. States of values, bins and categories tell how many patients have each, and those of products and higher powers sums that
    /// no rule looks at: no such cell leaves.
    var toldByState: DisclosureNeeds {
        switch specification.stateKind {
        case .none: disclosure
        case .count, .keys, .truths, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments:
            DisclosureNeeds(
                revealsComplement: true, revealsNonZero: disclosure.revealsNonZero, revealsUncounted: disclosure.revealsUncounted,
                conditionsBelow: disclosure.conditionsBelow, hasMadeValues: disclosure.hasMadeValues)
        case .numericPairs, .doublePairs, .numericPowers, .doublePowers, .values, .categories, .bins:
            DisclosureNeeds(revealsComplement: true, revealsNonZero: disclosure.revealsNonZero, revealsUncounted: true)
        }
    }
}
