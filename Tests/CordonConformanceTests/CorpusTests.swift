import CordonCatalog
import CordonTestSupport
import CordonValues
import Foundation
import Testing

@testable import CordonNode
@testable import cordon_conformance

/// The questions of the field over three invented hospitals.
@Suite struct `Corpus of questions` {
    /// Why each trap is refused.
    static let refusals: [String: DiagnosticCode] = [
        "trap-ach-0109": .crossPatient, "trap-ql-CE13": .aggregateOfAggregate, "trap-ql-DER04": .patientKey, "trap-ql-DEX26": .crossPatient,
        "trap-ql-DEX28": .crossPatient, "trap-ql-DEX43": .rowLevel,
    ]

    @Test(.enabled(if: SharedData.has("corpus")))
    func `each is answered over three nodes as one database answers it, and every trap is refused`() async throws {
        let corpus = try #require(SharedData.path("corpus"))
        let folder = try TemporaryFolder()
        let files = try ["a", "b", "c"].map { name in
            let file = folder.file("node_\(name).sqlite")
            try unpack("\(corpus)/data/node_\(name).sqlite.zst", to: file)
            return file
        }
        let network = try NodeNetwork(files: files, catalog: Catalog.shipped("omop-5.4"), cutoff: try #require(CalendarDate(iso: "2019-06-30")))
        #expect(network.notices == [])
        let set = try QuestionSet(folder: corpus, only: [])
        #expect(set.questions.count == 64)
        for question in set.questions {
            let verdict = Examination(network: network).verdict(on: question)
            await Task.yield()
            if case .refusal = question.answer {
                guard case .refused(let code, _) = verdict else {
                    Issue.record("\(question.id) \(verdict)")
                    continue
                }
                #expect(code == Self.refusals[question.id], "\(question.id) \(verdict)")
            } else {
                #expect(verdict.passes(question), "\(question.id) \(verdict)")
            }
        }
    }

    private func unpack(_ archive: String, to file: String) throws {
        var source = try ByteSource(path: archive)
        var bytes: [UInt8] = []
        while try source.peek() != nil { source.take(into: &bytes, until: ByteSet([]), most: 1 << 20) }
        try Data(bytes).write(to: URL(filePath: file))
    }

    @Test func `a folder without questions and a question that is not there are named`() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: Diagnostic.self) { try QuestionSet(folder: folder.path, only: []) }
        #expect(missing?.code == .fileUnreadable)
        try FileManager.default.createDirectory(atPath: folder.file("queries"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder.file("expected"), withIntermediateDirectories: true)
        try Data("SELECT 1".utf8).write(to: URL(filePath: folder.file("queries/one.sql")))
        let unknown = #expect(throws: Diagnostic.self) { try QuestionSet(folder: folder.path, only: ["onne"]) }
        #expect(unknown?.hint == "Did you mean 'one'?")
        let unanswered = #expect(throws: Diagnostic.self) { try QuestionSet(folder: folder.path, only: []) }
        #expect(unanswered?.code == .fileUnreadable)
        try Data("[]".utf8).write(to: URL(filePath: folder.file("expected/one.json")))
        let wrong = #expect(throws: Diagnostic.self) { try QuestionSet(folder: folder.path, only: []) }
        #expect(wrong?.code == .documentInvalid)
        #expect([64, 65, 66] == [.usage, .documentInvalid, .fileUnreadable].map(ConformanceCommand.exitCode))
    }
}
