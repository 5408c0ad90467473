/// What became of an earlier part of a question, as far as hospitals compare theirs with it.
public struct EarlierAnswer: Sendable {
    public enum Fate: Sendable {
        case released(ReleasedBoundary)
        /// It is under way: anything may be shown of it yet.
        case open
        /// It ended without an answer.
        case never
        /// The coordinator does not know it: all of it may have been shown.
        case unknown
    }

    public let fate: Fate
    /// The hospitals that answered it.
    public let hospitals: Set<String>
    /// It was under way together with the later one, so that a hospital may have answered them in the other order.
    public let isConcurrent: Bool

    public init(_ fate: Fate, hospitals: Set<String>, isConcurrent: Bool) {
        self.fate = fate
        self.hospitals = hospitals
        self.isConcurrent = isConcurrent
    }

    public static let unknown = Self(.unknown, hospitals: [], isConcurrent: false)
}

/// A set of patients of an answer beside an almost equal one of an earlier answer, over all hospitals.
struct EarlierSet: Sendable, Hashable {
    enum Standing: Sendable, Hashable {
        case shown, hidden
        /// Hidden because it was almost the same as another set, and for nothing else: what is close to it tells of it no more than of any.
        case near
        /// A column before it, in the same group.
        case beside
    }

    let standing: Standing
    /// Patients of this set who are not in the earlier one; the other way round.
    var entered: Int64 = 0
    var left: Int64 = 0
    /// Hospitals with such patients.
    var hospitals = 0
    /// Every hospital that the earlier answer is about has answered again.
    let isWhole: Bool

    var isSame: Bool { entered == 0 && left == 0 && isWhole }
}
