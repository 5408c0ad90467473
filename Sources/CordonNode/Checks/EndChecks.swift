import CordonTrust
import CordonValues
import Foundation

// What ends soon: charter, permits of questions that came here, the coordinator's certificate.

extension Doctor {
    /// A warning 30, 7 and 1 days before the end of something, and after it; none before.
    static func announce(_ check: String, _ what: String, _ end: Timestamp, _ hint: String, now: Timestamp = Timestamp(Date())) -> [CheckResult] {
        let stage = ValidityStage(from: now, until: end, now: now)
        return stage.isNotable ? [.warn(check, "\(what) is \(stage.text(until: end)).", hint)] : []
    }

    /// The permits of the questions of this many days are looked at; those of a study that is over are of no interest.
    private static let permitDays: Seconds = 90

    /// Permits under which this node was asked lately, and which end soon.
    func permits(_ enrolment: Enrolment, now: Timestamp = Timestamp(Date())) -> [CheckResult] {
        do throws(Diagnostic) {
            var newest: [String: Permit] = [:]
            for bytes in try QuestionRecord(path: state.record).permits(since: now.adding(-Self.permitDays * 86_400)) {
                let permit = try Signed<Permit>.verify(bytes, by: [enrolment.authority]).document
                if newest[permit.id].map({ $0.validUntil < permit.validUntil }) ?? true { newest[permit.id] = permit }
            }
            let ending = newest.values.filter { now < $0.validUntil }.sorted { $0.id < $1.id }.flatMap { permit in
                Self.announce(
                    "permit", "The permit '\(permit.id)' of the study '\(permit.study)'", permit.validUntil,
                    "The researchers ask the data authority to renew it.", now: now)
            }
            return ending.isEmpty ? [.ok("permit", "none of \(newest.count) in use ends soon")] : ending
        } catch {
            return [.fail("permit", error)]
        }
    }
}
