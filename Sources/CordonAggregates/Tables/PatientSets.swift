/// One number for each set of patients that a cell can be about: how many patients are in it, or how many hospitals have one.
///
/// A patient with several rows in the group can be in two sets that look like opposites.
public struct PatientSets<Count: FixedWidthInteger & Sendable>: Sendable, Hashable {
    /// Patients with a row that contributes: FILTER holds and the argument is not NULL.
    public var contributors: Count
    /// Patients of the group without one.
    public var missing: Count
    /// Patients with a row that does not contribute.
    public var passed: Count
    /// Patients with a non-zero argument.
    public var nonZero: Count
    /// Contributors without one.
    public var allZero: Count
    /// Patients with an argument of zero.
    public var zero: Count

    static var none: Self { Self(contributors: 0, missing: 0, passed: 0, nonZero: 0, allZero: 0, zero: 0) }

    public func size(_ set: RevealedSet) -> Count {
        switch set {
        case .contributors: contributors
        case .missing: missing
        case .passed: passed
        case .nonZero: nonZero
        case .allZero: allZero
        case .zero: zero
        }
    }

    static func addingSaturating(_ left: Self, _ right: Self) -> Self {
        Self(
            contributors: .addingSaturating(left.contributors, right.contributors),
            missing: .addingSaturating(left.missing, right.missing), passed: .addingSaturating(left.passed, right.passed),
            nonZero: .addingSaturating(left.nonZero, right.nonZero), allZero: .addingSaturating(left.allZero, right.allZero),
            zero: .addingSaturating(left.zero, right.zero))
    }
}

extension PatientSets<Int64> {
    /// Requires what ``PartialTable`` checks of its counts; then nothing overflows.
    init(patients: Int64, contributors: Int64, partlyMissing: Int64, nonZero: Int64, partlyZero: Int64) {
        self.init(
            contributors: contributors, missing: patients - contributors, passed: patients - contributors + partlyMissing,
            nonZero: nonZero, allZero: contributors - nonZero, zero: contributors - nonZero + partlyZero)
    }

    /// 1 for each set that somebody is in.
    var presence: PatientSets<UInt16> {
        func one(_ count: Int64) -> UInt16 { count > 0 ? 1 : 0 }
        return PatientSets<UInt16>(
            contributors: one(contributors), missing: one(missing), passed: one(passed), nonZero: one(nonZero),
            allZero: one(allZero), zero: one(zero))
    }
}

extension FixedWidthInteger {
    /// Counts of patients stop at the largest number: a hostile partial can reach it, honest ones cannot.
    static func addingSaturating(_ left: Self, _ right: Self) -> Self {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
