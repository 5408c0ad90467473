import Foundation

/// Real data that tests read and the project does not carry: the folder `shared` beside the checkout, or where `CORDON_TEST_DATA`
/// points.
public enum SharedData {
    private static let root: String = {
        if let named = ProcessInfo.processInfo.environment["CORDON_TEST_DATA"] { return named }
        let here = URL(filePath: #filePath)
        return here.appending(path: "../../../../shared").standardizedFileURL.path
    }()

    /// The path of a file or folder below the shared data, or nil when it is not there. Use it as a test's `.enabled(if:)`; under
    /// continuous integration (`CORDON_CI` set) the answer is always a path, so that the test runs and fails where data is missing.
    public static func path(_ relative: String) -> String? {
        let path = "\(root)/\(relative)"
        if FileManager.default.fileExists(atPath: path) { return path }
        if ProcessInfo.processInfo.environment["CORDON_CI"] != nil { return path }
        print("notice: skipping tests that need \(relative); set CORDON_TEST_DATA to the folder that holds it")
        return nil
    }

    public static func has(_ relative: String) -> Bool { path(relative) != nil }
}

/// A folder of a test's own, removed with the value.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "cordon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
