import CordonValues

/// GROUP BY, DISTINCT and PARTITION BY.
///
/// Statement: groups are local when a key that is never NULL is among what they group by, since no two hospitals share a value of
/// it, and of patients' rows one that names no two patients together; or when all rows are the same everywhere, or belong to one row of a query around. NULL is one value for all hospitals.
enum GroupingRule {
    /// True when the groups of `input` by these expressions are of one hospital each.
    static func keepsGroupsTogether(_ input: Locality, by keys: [TypedExpression]) -> Bool {
        !input.isLocal || keys.contains { input.holdsKey($0).map { $0.isNonNull && input.isTold(apartBy: $0) } ?? false }
    }

    static func proof(_ name: String, _ input: Locality, by keys: [TypedExpression]) -> LocalityProof {
        let rule: String
        switch input.property {
        case .replicated: rule = "Groups of replicated rows are the same at every hospital."
        case .correlated: rule = "All its rows belong to the row around it."
        case .patientLocal, .nodeLocal, .crossPatient:
            let key = keys.lazy.compactMap { input.holdsKey($0) }.first { $0.isNonNull }
            rule = "Each of its groups is of one hospital, since \(key?.name ?? "a key") tells them apart."
        }
        return LocalityProof(name, input.property, rule, [input.proof])
    }

    /// Refuses a window or DISTINCT over rows of many patients.
    static func require(
        _ input: Locality, by keys: [TypedExpression], _ what: String, _ span: Range<Int>?, hint: String
    ) throws(Diagnostic) {
        guard !keepsGroupsTogether(input, by: keys) else { return }
        let held = keys.lazy.compactMap { input.holdsKey($0) }
        if let shared = held.first(where: { !input.isTold(apartBy: $0) }) {
            throw Diagnostic(
                .crossPatient, "\(what) puts the rows of all patients who share \(shared.name) together.", span: span,
                hint: "Use the patient key too, or ask for it over patients.")
        }
        if let nullable = held.first {
            throw Diagnostic(
                .crossPatient, "\(what) puts the rows of all hospitals whose \(nullable.name) is NULL together.", span: span,
                hint: "Add WHERE \(nullable.name) IS NOT NULL, or group by the patient key too.")
        }
        throw Diagnostic(.crossPatient, "\(what) compares rows of different patients, perhaps of different hospitals.", span: span, hint: hint)
    }
}

extension Locality {
    /// Rows that have the key in common are of one patient, or there are no patients to tell apart.
    func isTold(apartBy key: LocalKey) -> Bool { patient == nil || key.entity.isOfOnePatient }
}
