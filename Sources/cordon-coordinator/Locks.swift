import ArgumentParser
import CordonCoordinator
import CordonTrust
import Foundation

struct Locks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the studies that are locked for a researcher, or lift a lock.",
        discussion: """
            A study is locked for a researcher after ten questions in 30 days of which nothing could be shown because they were about almost \
            the same patients as earlier ones. Look at the questions and talk to the researcher before you lift it: \
            `locks --lift STUDY --key KEY --reason TEXT`. The reason is kept.
            """)

    @OptionGroup var place: StateOption
    @Option(help: "The study to open again.") var lift: String?
    @Option(help: "The researcher's key, as the list shows it.") var key: String?
    @Option(help: "Why it is lifted.") var reason: String?

    func validate() throws {
        let given = [lift, key, reason].count { $0 != nil }
        guard given == 0 || given == 3 else { throw ValidationError("--lift, --key and --reason go together.") }
    }

    func run() async throws {
        try await reporting {
            let desk = try Operator(state: place.state)
            if let lift, let key, let reason {
                try await desk.liftLock(study: lift, keyID: key, reason: reason)
                print("'\(lift)' is open to \(key) again.")
                return
            }
            let locks = try await desk.locks()
            for lock in locks {
                let latest = Timestamp(Date(timeIntervalSince1970: Double(lock.latest) / 1000))
                print("\(lock.study)\t\(lock.keyID)\t\(lock.blocked) questions, the latest at \(latest)")
            }
            if locks.isEmpty { print("No study is locked.") }
        }
    }
}
