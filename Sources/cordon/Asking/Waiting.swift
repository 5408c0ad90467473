import CordonTransport
import CordonValues
import Foundation
import UnixSignals

/// Follows a question until nothing more can happen to it. Progress goes to standard error where that is a terminal, and in any case why a release
/// waits; Ctrl-C cancels the question in the hospitals.
struct Waiting {
    let connection: CoordinatorConnection
    let id: String

    func untilFinal(_ first: QuestionStatus) async throws -> QuestionStatus {
        if first.state.isFinal { return first }
        let interrupted = OneTimeFlag()
        let following = Task { try await follow(first) }
        let signals = await UnixSignalsSequence(trapping: .sigint)
        let watching = Task {
            for await _ in signals {
                interrupted.set()
                following.cancel()
                // A second Ctrl-C ends the program at once.
                signal(SIGINT, SIG_DFL)
                return
            }
        }
        defer { watching.cancel() }
        do {
            let final = try await following.value
            ProgressLine.clear()
            return final
        } catch {
            ProgressLine.clear()
            guard interrupted.isSet else { throw error }
            guard !connection.readsByToken else {
                throw Diagnostic(.cancelled, "No longer waiting. The question goes on: cancelling it needs your key.")
            }
            _ = try? await connection.client.send("POST", "/v1/questions/\(id)/cancel", timeoutSeconds: 10)
            throw Diagnostic(.cancelled, "Cancelled; the hospitals were told to stop.")
        }
    }

    /// Events where they come through; asking again, less and less often, where a proxy swallows them.
    private func follow(_ first: QuestionStatus) async throws -> QuestionStatus {
        var latest = first
        var backoff = Backoff(first: .milliseconds(200), most: .seconds(5))
        var progress = ShownProgress()
        while !latest.state.isFinal {
            progress.show(latest)
            try Task.checkCancellation()
            do {
                for try await event in try await connection.client.events("/v1/questions/\(id)/events") {
                    latest = try status(Data(event.data.utf8))
                    progress.show(latest)
                    if latest.state.isFinal { return latest }
                }
            } catch let diagnostic as Diagnostic where diagnostic.code == .unreachable {
                // The question lives on at the coordinator; it is asked again below.
            }
            try Task.checkCancellation()
            try await Task.sleep(for: backoff.next())
            latest = try status(try await connection.client.send("GET", "/v1/questions/\(id)").body)
        }
        return latest
    }

    private func status(_ json: Data) throws(Diagnostic) -> QuestionStatus {
        let status = try QuestionStatus(json: json)
        try connection.check(status.id, is: id)
        return status
    }
}

/// One line on standard error that is written over; nothing where that is no terminal.
enum ProgressLine {
    private static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func show(_ text: String) {
        guard isTerminal else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text.prefix(200))".utf8))
    }

    static func clear() {
        guard isTerminal else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
