import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import Foundation
import FuzzRun

/// Parse, bind, prove and decompose: the public entry that nodes and coordinators plan by, its threads included. The first byte of an
/// input picks the catalog, the rest is the question's text, UTF-8 or not.
@main struct FuzzPlanner {
    static func main() throws {
        let small = try Catalog.shipped("demo-care")
        let large = try Catalog.shipped("omop-5.4")
        try FuzzRun.main(limit: 0.1, seeds: Seeds.all) { input in
            guard let first = input.first else { return }
            plan(Array(input.dropFirst()), first & 1 == 0 ? small : large)
        }
    }

    private static func plan(_ text: [UInt8], _ catalog: Catalog) {
        do throws(Refusal) {
            _ = try Planner.plan(utf8: text, catalog: catalog).layouts.map(\.fingerprint)
        } catch {
            for diagnostic in error.diagnostics {
                if diagnostic.code == .internalFailure { fatalError("a refusal that explains nothing: \(diagnostic.message)") }
                // What is missing at the end has its place behind the last character.
                if let span = diagnostic.span, span.lowerBound < 0 || span.upperBound > text.count + 1 { fatalError("a place outside the text: \(span)") }
            }
        }
    }
}

/// The questions that the project has: documentation, planner cases, federation cases.
private enum Seeds {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    static func all() throws -> [[UInt8]] {
        var seeds = try blocks("docs/query-language.md", opening: "```sql\n", closing: "\n```").map { ("demo-care", $0) }
        for file in try files("Tests/CordonQueryTests/Questions", "question") {
            let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
            let catalog = text.split(separator: "\n").first?.split(separator: " ").last.map(String.init) ?? ""
            seeds += try blocks(file, opening: "question\n", closing: "\nanswer").map { (catalog, $0) }
        }
        for file in try files("Tests/FederationTests/Cases", "case") {
            seeds += try blocks(file, opening: "question\n", closing: "\npooled").map { ("demo-care", $0) }
        }
        // The shapes that planning could be slow on, short enough for libFuzzer to try many; `cordon-questions --largest` times them whole.
        let bytes = ProcessInfo.processInfo.environment["CORDON_FUZZ_SEED_BYTES"].flatMap(Int.init) ?? 3_000
        seeds += LargestTexts(bytes: bytes).all.map { ("demo-care", $0.sql) }
        // The last bit of the first byte says which catalog.
        return seeds.map { Array(($0.0 == "demo-care" ? "d" : "o").utf8) + Array($0.1.utf8) }
    }

    private static func files(_ folder: String, _ ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter { $0.hasSuffix(".\(ending)") }
            .sorted().map { "\(folder)/\($0)" }
    }

    private static func blocks(_ file: String, opening: String, closing: String) throws -> [String] {
        try String(contentsOf: root.appending(path: file), encoding: .utf8).components(separatedBy: opening).dropFirst()
            .compactMap { $0.components(separatedBy: closing).first }
    }
}
