import CordonAggregates

/// What became of an earlier part of a question, as far as hospitals compare theirs with it.
public struct EarlierAnswer: Sendable {
    public enum Fate: Sendable {
        case released(ReleasedBoundary)
        /// Anything may have been shown of it, or may be yet: it is under way, or the coordinator does not know it.
        case open
        /// It ended without an answer.
        case never
    }

    public let fate: Fate
    /// The hospitals that it is about. What others say of it is not about it.
    public let hospitals: Set<String>
    /// The hospitals that were asked, while it is under way: any of them may have answered.
    let asked: Set<String>
    /// It was under way together with the later one, so that a hospital may have answered them in the other order.
    public let isConcurrent: Bool

    public init(_ fate: Fate, hospitals: Set<String>, asked: Set<String> = [], isConcurrent: Bool) {
        self.fate = fate
        self.asked = asked
        self.hospitals = hospitals
        self.isConcurrent = isConcurrent
    }

    var isOpen: Bool { if case .open = fate { true } else { false } }

    public static let unknown = Self(.open, hospitals: [], isConcurrent: true)
}

/// A set of patients of an answer beside an almost equal one of an earlier answer, over all hospitals.
struct EarlierSet: Sendable, Hashable {
    enum Standing: Sendable, Hashable {
        case shown, hidden
        /// Hidden because it was almost the same as another set, and for nothing else: what is close to it tells of it no more than of any.
        case near
        /// No cell, but what follows from several: other sets of this answer, or groups together.
        case implied
    }

    let standing: Standing
    /// Which set of its cell it is; nil for groups together.
    var set: RevealedSet?
    /// The column of the same group that it belongs to, where it is no earlier answer's.
    var column: Int?
    /// Patients of this set who are not in the earlier one, and the hospitals that have some.
    var entered: Int64 = 0
    var hospitalsEntered = 0
    /// The other way round.
    var left: Int64 = 0
    var hospitalsLeft = 0
    /// Every hospital with patients in the earlier set has said how it differs.
    var isWhole = true
    /// Nothing follows from what hospitals do not say.
    var isUncertain = false
    /// No hospital tells of it but for the values: the two are apart.
    var isFar = false
    /// Figures of the earlier set that are shown.
    var figures: Set<String> = []
    /// Of those who are in one of the two alone how many have each of few values; nil where they have many, or where no figure of the earlier set is or may be shown.
    var values: ValueDifference?
    /// Some of them are at a hospital that does not tell their values.
    var hasUntoldValues = false
    /// The question that made it asked for the same patients in the same words.
    var isSameWords = false

    var isSame: Bool { entered == 0 && left == 0 && isWhole && !isUncertain }

    /// More who left, of so many hospitals at least.
    mutating func add(leftElsewhere: Int64, hospitals: Int) {
        guard leftElsewhere > 0 else { return }
        add(entered: 0, left: leftElsewhere)
        hospitalsLeft += hospitals - 1
    }

    mutating func add(entered: Int64, left: Int64) {
        // Far beyond any number of patients nothing has to be exact.
        self.entered = min(self.entered, 1 << 60) + min(entered, 1 << 60)
        self.left = min(self.left, 1 << 60) + min(left, 1 << 60)
        if entered > 0 { hospitalsEntered += 1 }
        if left > 0 { hospitalsLeft += 1 }
    }
}
