import CordonValues

/// Whom a permit lets be asked, and how often: `protocol/documents.md`, "Permit". A permit that says nothing of it has ``none``.
public struct PermitLimits: Sendable, Hashable {
    /// The hospitals that may be asked, ascending; nil for every member.
    public let hospitals: [String]?
    /// The smallest number of hospitals that a question asks.
    public let minimumRoster: Int?
    /// Questions of one researcher in 24 hours.
    public let questionsPerDay: Int?

    public static let none = Self(unchecked: nil, nil, nil)
    static let members = ["hospitals", "minimum_roster", "questions_per_day"]
    /// 24 hours, in which ``questionsPerDay`` are counted.
    public static let day: Seconds = 86_400

    private init(unchecked hospitals: [String]?, _ minimumRoster: Int?, _ questionsPerDay: Int?) {
        self.hospitals = hospitals
        self.minimumRoster = minimumRoster
        self.questionsPerDay = questionsPerDay
    }

    public init(hospitals: [String]? = nil, minimumRoster: Int? = nil, questionsPerDay: Int? = nil) throws(Diagnostic) {
        let checks = DocumentChecks("permit")
        if let hospitals { try checks.roster(hospitals, "hospitals") }
        let most = hospitals?.count ?? 1000
        try checks.require((1...most).contains(minimumRoster ?? 1), "minimum_roster", "lie between 1 and the number of hospitals")
        try checks.require((1...1_000_000).contains(questionsPerDay ?? 1), "questions_per_day", "lie between 1 and 1000000")
        self.init(unchecked: hospitals, minimumRoster, questionsPerDay)
    }

    init(_ reader: DocumentReader) throws(Diagnostic) {
        try self.init(
            hospitals: reader.has("hospitals") ? reader.strings("hospitals") : nil,
            minimumRoster: reader.has("minimum_roster") ? reader.integer("minimum_roster") : nil,
            questionsPerDay: reader.has("questions_per_day") ? reader.integer("questions_per_day") : nil)
    }

    var json: [StrictJSON.Member] {
        let hospitals: [StrictJSON.Member] = hospitals.map { [.init("hospitals", .strings($0))] } ?? []
        let roster: [StrictJSON.Member] = minimumRoster.map { [.init("minimum_roster", .integer($0))] } ?? []
        let questions: [StrictJSON.Member] = questionsPerDay.map { [.init("questions_per_day", .integer($0))] } ?? []
        return hospitals + roster + questions
    }

    /// Refuses a roster with a hospital that is not named (`not-on-roster`) and one that is too small (`not-permitted`).
    public func check(roster: [String], permit: String) throws(Diagnostic) {
        if let hospitals, let uninvited = roster.first(where: { !hospitals.contains($0) }) {
            throw Diagnostic(
                .notOnRoster, "The question asks `\(uninvited)`, which the permit `\(permit)` does not invite.",
                hint: "It invites: \(hospitals.joined(separator: ", ")).")
        }
        guard roster.count >= minimumRoster ?? 1 else {
            throw Diagnostic(
                .notPermitted, "The question asks \(roster.count) hospitals; the permit `\(permit)` demands at least \(minimumRoster ?? 1).",
                hint: "Ask more hospitals at once.")
        }
    }

    /// Refuses, with `too-many-requests`, a question beyond those of a day. `earlier` are the times at which the researcher's questions of
    /// the last ``day`` were taken in.
    public func check(earlier: [Timestamp], permit: String) throws(Diagnostic) {
        guard let questionsPerDay, earlier.count >= questionsPerDay else { return }
        // The question that makes room when it is a day old.
        let times = earlier.sorted { $0 < $1 }
        let oldest = times.dropFirst(times.count - questionsPerDay).first
        throw Diagnostic(
            .tooManyRequests, "The permit `\(permit)` allows \(questionsPerDay) questions of one researcher in 24 hours.",
            hint: oldest.map { "Ask again after \($0.adding(Self.day))." })
    }
}
