import ArgumentParser
import CordonQuery
import CordonValues
import Foundation

/// Where a command takes its SQL from: an argument, a file, or standard input.
struct QuestionText: ParsableArguments {
    @Argument(help: "The question, one SQL SELECT; - reads standard input.") var sql: String?
    @Option(name: [.customLong("file"), .customShort("f")], help: "Read the question from this file.") var file: String?

    @Option(
        name: .customLong("param"),
        help: ArgumentHelp("A parameter's value, which is written into the question as a quoted constant: 1=65 for $1, age=65 for :age.", valueName: "name=value"))
    var parameters: [String] = []

    func validate() throws {
        guard (sql == nil) != (file == nil) else { throw ValidationError("Give the question as an argument, or with --file.") }
    }

    /// The question with its parameters written out.
    func read() throws(Diagnostic) -> String { try QuestionParameters(parameters).filled(try unfilled()) }

    private func unfilled() throws(Diagnostic) -> String {
        if let file { return try Self.text(try Files.read(file, "question")) }
        guard let sql, sql != "-" else { return try Self.text(FileHandle.standardInput.readDataToEndOfFile()) }
        return sql
    }

    private static func text(_ bytes: Data) throws(Diagnostic) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(.notUTF8, "The question is not UTF-8 text.", hint: "Save the file as UTF-8.")
        }
        return text
    }
}

/// The forms in which a result is shown.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
}
