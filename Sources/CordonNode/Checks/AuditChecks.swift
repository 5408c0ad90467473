import CordonAudit
import CordonTrust
import CordonValues

/// Whether this node's audit log is whole, and whether the coordinator's still is the one whose head this node holds.
struct AuditChecks {
    let state: StateFolder
    let key: VerifyingKey?

    func run() -> [CheckResult] {
        guard state.audit.exists else { return [.ok("audit", "nothing is recorded yet")] }
        do throws(Diagnostic) {
            return [Self.judge(try AuditVerification(.folder(state.audit), key: key).run())] + troubles
        } catch {
            return [.fail("audit", error)]
        }
    }

    static func judge(_ report: AuditReport) -> CheckResult {
        guard let finding = report.findings.first(where: { $0.code.isBroken }) ?? report.findings.first else {
            return .ok("audit", "records \(report.first) to \(report.last) are whole")
        }
        guard finding.code.isBroken else {
            return .warn("audit", "\(finding)", "Run: cordon-node audit verify. The next record ends it, if an agent ended in the middle of one.")
        }
        return .fail("audit", Diagnostic(
            .auditBroken, "The audit log was changed: \(finding)",
            hint: "Keep the folder '\(report.source)' as evidence: move it away, and a new log begins."))
    }

    private var troubles: [CheckResult] {
        let shelf = HeadShelf(state.audit)
        return shelf.members.compactMap { member in
            shelf.trouble(member).map { trouble in
                .warn(
                    "audit",
                    "The audit log of '\(member)' was \(trouble.trouble.rawValue): its record \(trouble.held), which this node holds, is gone.",
                    "Ask its operator why. Then: cordon-node audit forget \(member) --reason TEXT")
            }
        }
    }
}
