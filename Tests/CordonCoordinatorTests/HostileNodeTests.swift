import CordonAggregates
import CordonAudit
import CordonReport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

/// A member hospital in the wrong hands: it holds its own keys and sends what it likes. Nothing of it is in a released cell but what looks honest, and
/// it is named.
@Suite(.timeLimit(.minutes(10))) struct HostileNodeTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: DiagnosticCode
        /// The plaintext.
        var table: @Sendable (inout ProtobufFields) -> Void = { _ in }
        var binding: @Sendable (EnvelopeBinding) -> EnvelopeBinding = { $0 }
        var isForged = false
        var cut: Int?
        var mode = ReleaseMode.merged
        var combinations: Combinations?
    }

    static let attacks = [
        Attack(testDescription: "a negative number of patients", code: .partialInvalid, table: { $0.set(7, varints: [-5, 30]) }),
        Attack(testDescription: "fewer patients than groups", code: .partialInvalid, table: { $0.set(7, varints: [50]) }),
        Attack(testDescription: "a group of nobody", code: .partialInvalid, table: { $0.set(7, varints: [0, 30]) }),
        Attack(testDescription: "fewer than no contributors", code: .partialInvalid) { $0.change(8) { $0.set(1, varints: [100, 0]) } },
        Attack(testDescription: "contributors above the patients", code: .partialInvalid) { $0.change(8) { $0.set(1, varints: [-100, 0]) } },
        Attack(testDescription: "more rows left out than contributors", code: .partialInvalid) { $0.change(8) { $0.set(2, varints: [100, 0]) } },
        Attack(testDescription: "contributors above the rows", code: .partialInvalid) { $0.change(8) { $0.set(7, varints: [-3, 0]) } },
        Attack(testDescription: "counted rows of zero", code: .partialInvalid) { $0.change(8) { $0.set(3, varints: [3, 0]) } },
        Attack(testDescription: "a key outside the declared domain", code: .partialInvalid) { $0.change(6) { $0.set(2, varints: [0, 14]) } },
        Attack(testDescription: "a group twice", code: .partialInvalid) { $0.change(6) { $0.set(2, varints: [0, 0]) } },
        Attack(testDescription: "groups out of order", code: .partialInvalid) { $0.change(6) { $0.set(2, varints: [2, 1]) } },
        Attack(testDescription: "more groups than keys", code: .partialInvalid) { $0.set(5, .varint(3)) },
        Attack(testDescription: "a billion groups", code: .tooManyGroups) { $0.set(5, .varint(1_000_000_000)) },
        Attack(testDescription: "a later version", code: .versionUnsupported) { $0.set(1, .varint(2)) },
        Attack(testDescription: "another question's layout", code: .layoutMismatch) { $0.set(2, .bytes(Data(count: 32))) },
        Attack(testDescription: "no column", code: .partialInvalid) { $0.set(8, .bytes(Data())) },
        Attack(testDescription: "a comparison with nobody", code: .partialInvalid) { message in
            var inner = ProtobufFields(Data())
            inner.set(1, .bytes(Data(count: 32)))
            inner.set(2, varints: [0, 1, 0, 0, 1, 1_000_000, 0])
            inner.set(3, .bytes(Data(count: 16)))
            message.set(9, .bytes(inner.data))
        },
        Attack(testDescription: "combinations of three under a permit that has pairs compared alone", code: .partialInvalid, table: combine, combinations: .pairs),
        Attack(testDescription: "atoms under a permit that says nothing of them", code: .partialInvalid, table: divide),
        Attack(testDescription: "atoms under a permit that has pairs compared alone", code: .partialInvalid, table: divide, combinations: .pairs),
        Attack(testDescription: "an atom of nobody", code: .partialInvalid, table: { message in
            divide(&message)
            message.change(12) { $0.set(4, varints: [0]) }
        }, combinations: .all),
        Attack(testDescription: "an atom of a set that is not there", code: .partialInvalid, table: { message in
            divide(&message)
            message.change(12) { $0.set(5, varints: [1, 1]) }
        }, combinations: .all),
        Attack(testDescription: "atoms of another question alone", code: .partialInvalid, table: divide, combinations: .all),
        Attack(testDescription: "no atoms where all answers are combined", code: .partialInvalid, table: { $0.remove(12) }, combinations: .all),
        Attack(testDescription: "atoms under a site floor", code: .partialInvalid, table: divide, mode: .siteFloor, combinations: .all),
        Attack(testDescription: "a field that nobody knows", code: .partialInvalid) { $0.set(99, .varint(1)) },
        Attack(testDescription: "an answer to another question", code: .envelopeMisbound, binding: {
            EnvelopeBinding(
                question: String(repeating: "7", count: 64), node: $0.node, coordinator: $0.coordinator, roster: $0.roster, snapshot: $0.snapshot,
                layout: $0.layout)
        }),
        Attack(testDescription: "an answer for another hospital", code: .envelopeMisbound, binding: {
            EnvelopeBinding(
                question: $0.question, node: "alpha", coordinator: $0.coordinator, roster: $0.roster, snapshot: $0.snapshot, layout: $0.layout)
        }),
        Attack(testDescription: "an answer for fewer hospitals", code: .envelopeMisbound, binding: {
            EnvelopeBinding(
                question: $0.question, node: $0.node, coordinator: $0.coordinator, roster: ["gamma"], snapshot: $0.snapshot, layout: $0.layout)
        }),
        Attack(testDescription: "an answer sealed by another key", code: .keyUnknown, isForged: true),
        Attack(testDescription: "half an answer", code: .envelopeInvalid, cut: 2000),
        Attack(testDescription: "how many patients have a value, of a column that tells none", code: .partialInvalid) { message in
            message.change(8) { column in
                var values = ProtobufFields(Data())
                values.set(2, varints: [2, 2])
                column.set(31, varints: [1, 1])
                column.set(32, .bytes(values.data))
            }
        },
        Attack(testDescription: "a verdict in the mode merged", code: .partialInvalid) { $0.change(8) { $0.set(5, .bytes(Data([1, 0]))) } },
        Attack(testDescription: "a remainder in the mode merged", code: .partialInvalid) { $0.set(10, .varint(1)) },
        Attack(testDescription: "a withheld cell with a state", code: .partialInvalid, table: { $0.change(8) { $0.set(5, .bytes(Data([1, 0]))) } }, mode: .siteFloor),
        Attack(testDescription: "a verdict that is not known", code: .partialInvalid, table: { $0.change(8) { $0.set(5, .bytes(Data([2, 0]))) } }, mode: .siteFloor),
        Attack(testDescription: "patients beyond the shown cells", code: .partialInvalid, table: { message in
            message.set(7, varints: [21, 30])
            message.change(8) { $0.set(1, varints: [1, 0]) }
        }, mode: .siteFloor),
        Attack(testDescription: "contributions under a site floor", code: .partialInvalid, table: { $0.change(8) { $0.set(30, varints: [1, 1, 1, 1]) } }, mode: .siteFloor),
        Attack(testDescription: "how many entered, under a site floor", code: .partialInvalid, table: { message in
            var inner = ProtobufFields(Data())
            inner.set(1, .bytes(Data(count: 32)))
            inner.set(2, varints: [0, 1, 0, 0, 1, 3, 0])
            inner.set(3, .bytes(Data(count: 16)))
            message.set(9, .bytes(inner.data))
        }, mode: .siteFloor),
        Attack(testDescription: "a withheld group beyond the declared ones", code: .partialInvalid, table: { message in
            message.change(6) { key in
                // NULL is the second.
                key.set(1, .bytes(Data([2])))
                key.set(2, varints: [0])
            }
            message.set(7, varints: [20, 0])
            message.change(8) { $0.set(5, .bytes(Data([0, 1]))) }
        }, mode: .siteFloor),
    ]

    /// The first group is two sets of another question put together.
    @Sendable private static func combine(_ message: inout ProtobufFields) {
        var inner = ProtobufFields(Data())
        inner.set(1, .bytes(Data(count: 32)))
        inner.set(2, varints: [0, 0, 0, 1, 1, 0, 0, 2])
        inner.set(3, .bytes(Data(count: 32)))
        inner.set(4, varints: [0, 1, 0, 0, 1, 0, 0])
        message.set(11, .bytes(inner.data))
    }

    /// One set of another question.
    @Sendable private static func divide(_ message: inout ProtobufFields) { divide(&message, question: Data(count: 32), names: [Data(count: 16)], patients: [20]) }

    /// As many sets of a question, of different patients.
    private static func divide(_ message: inout ProtobufFields, question: Data, names: [Data], patients: [Int64]) {
        var inner = ProtobufFields(Data())
        inner.set(1, .bytes(question))
        inner.set(2, varints: names.indices.flatMap { [Int64($0), 0, 0, 1] })
        inner.set(3, .bytes(Data(names.joined())))
        inner.set(4, varints: patients)
        inner.set(5, varints: names.indices.flatMap { [1, Int64($0)] })
        message.set(12, .bytes(inner.data))
    }

    @Test(arguments: attacks)
    func `is refused and named, and the others' answer is theirs`(_ attack: Attack) async throws {
        let network = try await TestNetwork(mode: attack.mode, combinations: attack.combinations)
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let gamma = try running.node("gamma")
        let delivery = try #require(try await gamma.poll().deliveries.first)
        var envelope = try await gamma.envelope(
            delivery, women: 20, men: 30,
            altered: { plain in
                var fields = ProtobufFields(plain)
                attack.table(&fields)
                return fields.data
            }, misbound: attack.binding, signer: attack.isForged ? network.stranger : nil)
        if let cut = attack.cut { envelope = Data(envelope.prefix(cut)) }
        let sent = envelope
        let error = await #expect(throws: Diagnostic.self) { try await gamma.send(sent, to: question.hash) }
        #expect(error?.code == attack.code)
        // It may not try again.
        let again = await #expect(throws: Diagnostic.self) { try await gamma.send(sent, to: question.hash) }
        #expect(again?.code == .deadlinePassed)
        for id in ["alpha", "beta"] { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        let status = try await running.status(question.hash, until: ["released"])
        guard case .array(let hospitals)? = status["hospitals"] else { throw Diagnostic(.notFound, "no hospitals") }
        #expect(hospitals.compactMap { $0["state"] } == [.string("answered"), .string("answered"), .string("refused")])
        let reply = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=csv")
        #expect(String(decoding: reply.body, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
            == (attack.mode == .merged ? ["0,80,value,", "1,100,value,"] : ["0,80,80,value,", "1,100,100,value,"]))
        await running.stop()
        let refused = try AuditSelection().records(in: .folder(AuditFolder(path: network.state + "/audit"))).filter { $0.kind == "answer-refused" }
        #expect(refused.count == 1)
        #expect(refused.first?.text("code") == attack.code.rawValue)
        #expect(refused.first?.text("node") == "gamma")
    }

    @Test func `combinations of three are an honest answer`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let gamma = try running.node("gamma")
        let delivery = try #require(try await gamma.poll().deliveries.first)
        let envelope = try await gamma.envelope(
            delivery, women: 20, men: 30,
            altered: { plain in
                var fields = ProtobufFields(plain)
                Self.combine(&fields)
                return fields.data
            })
        try await gamma.send(envelope, to: question.hash)
        for id in ["alpha", "beta"] { try await running.node(id).answer(question.hash, women: 40, men: 50) }
        _ = try await running.status(question.hash, until: ["released"])
        let reply = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=json")
        #expect(String(decoding: reply.body, as: UTF8.self).contains("\"combinations\""))
        await running.stop()
    }

    @Test func `atoms are an honest answer where all answers are combined`() async throws {
        let network = try await TestNetwork(combinations: .all)
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        for (id, women, men) in [("alpha", 40, 50), ("beta", 40, 50), ("gamma", 20, 30)] as [(String, Int64, Int64)] {
            let node = try running.node(id)
            let delivery = try #require(try await node.poll().deliveries.first)
            let named = [women, men].enumerated().map { group, patients in
                (name: Data(GroupName.bytes(question: question.hash, part: 0, keys: [.integer(Int64(group))])), patients: patients)
            }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
            let envelope = try await node.envelope(
                delivery, women: women, men: men,
                altered: { plain in
                    var fields = ProtobufFields(plain)
                    Self.divide(&fields, question: try #require(Hexadecimal.decode(question.hash)), names: named.map(\.name), patients: named.map(\.patients))
                    return fields.data
                })
            try await node.send(envelope, to: question.hash)
        }
        _ = try await running.status(question.hash, until: ["released"])
        let reply = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=json")
        let result = try ResultDocument(json: reply.body)
        #expect(result.rows.map { $0.cells.map(\.value) } == [[.integer(0), .integer(100)], [.integer(1), .integer(130)]])
        #expect(result.rules.filter { ["atoms", "combinations"].contains($0.name) } == [.init(name: "atoms", value: "on"), .init(name: "combinations", value: "all")])
        #expect(result.notes.isEmpty)
        await running.stop()
    }

    @Test func `fields that are only taken apart and put together again are an honest answer`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let gamma = try running.node("gamma")
        let delivery = try #require(try await gamma.poll().deliveries.first)
        try await gamma.send(gamma.envelope(delivery, women: 20, men: 30, altered: { ProtobufFields($0).data }), to: question.hash)
        await running.stop()
    }
}
