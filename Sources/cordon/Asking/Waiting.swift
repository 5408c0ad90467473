import CordonTransport
import CordonValues
import Dispatch
import Foundation

/// Follows a question until nothing more can happen to it. Progress goes to standard error where that is a terminal; Ctrl-C cancels
/// the question in the hospitals.
struct Waiting {
    let connection: CoordinatorConnection
    let id: String

    func untilFinal(_ first: QuestionStatus) async throws -> QuestionStatus {
        if first.state.isFinal { return first }
        let interrupted = Interruption()
        defer { interrupted.end() }
        let following = Task { try await follow(first) }
        let watching = Task {
            await interrupted.wait()
            guard !Task.isCancelled else { return }
            following.cancel()
        }
        defer { watching.cancel() }
        do {
            let final = try await following.value
            ProgressLine.clear()
            return final
        } catch {
            ProgressLine.clear()
            guard interrupted.happened else { throw error }
            _ = try? await connection.client.send("POST", "/v1/questions/\(id)/cancel", timeoutSeconds: 10)
            throw Diagnostic(.cancelled, "Cancelled; the hospitals were told to stop.")
        }
    }

    /// Events where they come through; asking again, less and less often, where a proxy swallows them.
    private func follow(_ first: QuestionStatus) async throws -> QuestionStatus {
        var latest = first
        var backoff = Backoff(first: .milliseconds(200), most: .seconds(5))
        while !latest.state.isFinal {
            ProgressLine.show(latest.progress)
            try Task.checkCancellation()
            do {
                for try await event in try await connection.client.events("/v1/questions/\(id)/events") {
                    latest = try QuestionStatus(json: Data(event.data.utf8))
                    ProgressLine.show(latest.progress)
                    if latest.state.isFinal { return latest }
                }
            } catch let diagnostic as Diagnostic where diagnostic.code == .unreachable {
                // The question lives on at the coordinator; it is asked again below.
            }
            try Task.checkCancellation()
            try await Task.sleep(for: backoff.next())
            latest = try QuestionStatus(json: try await connection.client.send("GET", "/v1/questions/\(id)").body)
        }
        return latest
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

/// Ctrl-C, once: the first one is answered by cancelling, a second one ends the program.
private final class Interruption: Sendable {
    private let source: any DispatchSourceSignal
    private let stream: AsyncStream<Void>
    private let seen: OneTimeFlag

    init() {
        let seen = OneTimeFlag()
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT)
        source.setEventHandler {
            seen.set()
            continuation.yield()
            signal(SIGINT, SIG_DFL)
        }
        source.resume()
        self.seen = seen
        self.stream = stream
    }

    var happened: Bool { seen.isSet }

    func wait() async { for await _ in stream { return } }

    func end() {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
