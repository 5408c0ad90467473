/// The parameters of disclosure control for one question: the stricter of charter and permit.
public struct DisclosureRules: Sendable, Hashable, Codable {
    /// T: a cell describes 0 or at least this many patients.
    public let threshold: Int64
    /// A cell with patients has them from at least this many hospitals.
    public let minimumHospitals: Int

    public init(threshold: Int64, minimumHospitals: Int) {
        self.threshold = threshold
        self.minimumHospitals = minimumHospitals
    }

    /// True when these rules show nothing that `other` would hide on its own account.
    public func areAtLeastAsStrict(as other: Self) -> Bool {
        threshold >= other.threshold && minimumHospitals >= other.minimumHospitals
    }

    /// True when `patients` is a number that may not be learnt: between 1 and T − 1.
    func isSmall(_ patients: Int64) -> Bool { patients > 0 && patients < threshold }
}
