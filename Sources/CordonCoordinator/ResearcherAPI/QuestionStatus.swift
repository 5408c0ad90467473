import CordonTrust
import Foundation

/// The status of a question as the researcher API writes it. States and codes; never a number about patients.
enum QuestionStatus {
    static func json(_ record: QuestionRecord) -> StrictJSON {
        var members: [StrictJSON.Member] = [
            .init("id", .string(record.id)), .init("study", .string(record.study)), .init("sql", .string(record.sql)),
            .init("state", .string(record.state.rawValue)), .init("revision", .integer(record.revision)),
            .init("created", time(record.created)), .init("deadline", time(record.deadline)),
            .init("hospitals", .array(record.machine.hospitals.map(hospital))),
        ]
        if let code = record.machine.waiting { members.append(.init("waiting", trouble(StoredError(.waiting(code))))) }
        if let error = record.error { members.append(.init("error", trouble(error))) }
        return .object(members)
    }

    static func reply(_ record: QuestionRecord, status: Int = 200) -> APIReply { .json(json(record), status: status) }

    private static func trouble(_ error: StoredError) -> StrictJSON {
        .object([
            .init("code", .string(error.code.rawValue)), .init("message", .string(error.message)), .init("hint", error.hint.map { .string($0) } ?? .null),
        ])
    }

    private static func hospital(_ hospital: QuestionMachine.Hospital) -> StrictJSON {
        var members: [StrictJSON.Member] = [
            .init("id", .string(hospital.id)), .init("state", .string(hospital.state.rawValue)),
        ]
        if let reason = hospital.reason { members.append(.init("reason", .string(reason.rawValue))) }
        if let message = hospital.message { members.append(.init("message", .string(message))) }
        return .object(members)
    }

    static func time(_ milliseconds: Int64) -> StrictJSON { .string(Timestamp(Date(milliseconds: milliseconds)).text) }
}
