import CordonTrust
import CordonValues

/// Errors as the API writes them: `{"error": {"code", "message", "hint", "span"?}}`, with all diagnostics of a refused question
/// under `diagnostics`.
enum ErrorReply {
    static func reply(_ diagnostics: [Diagnostic]) -> APIReply {
        guard let first = diagnostics.first else { return reply([Diagnostic(.internalFailure, "Something went wrong.")]) }
        var members = [StrictJSON.Member("error", json(first))]
        if diagnostics.count > 1 { members.append(.init("diagnostics", .array(diagnostics.map(json)))) }
        return .json(.object(members), status: status(first.code))
    }

    /// As `protocol/errors.md` states it.
    static func status(_ code: DiagnosticCode) -> Int { statuses[code] ?? 422 }

    static func json(_ diagnostic: Diagnostic) -> StrictJSON {
        var members: [StrictJSON.Member] = [
            .init("code", .string(diagnostic.code.rawValue)), .init("message", .string(diagnostic.message)),
            .init("hint", diagnostic.hint.map { .string($0) } ?? .null),
        ]
        if let span = diagnostic.span {
            members.append(.init("span", .array([.integer(span.lowerBound), .integer(span.upperBound)])))
        }
        return .object(members)
    }

    /// The rest say that the request was understood and refused: 422.
    private static let statuses: [DiagnosticCode: Int] = [
        .invalidRequest: 400, .documentInvalid: 400,
        .signatureInvalid: 401, .keyUnknown: 401, .clockSkew: 401, .accessTokenInvalid: 401, .accessTokenExpired: 401,
        .notPermitted: 403, .permitUnknown: 403, .permitExpired: 403, .permitInvalid: 403, .charterInvalid: 403, .tokenInvalid: 403, .notOnRoster: 403,
        .studyLocked: 403, .policyRefused: 403, .borderForbidden: 403, .revoked: 403, .signatureRequired: 403,
        .notFound: 404,
        .replayed: 409, .alreadyAnswered: 409, .conflict: 409, .cancelled: 409, .rulesTightened: 409, .layoutMismatch: 409,
        .versionUnsupported: 409, .quorumNotMet: 409, .vocabularyDiffers: 409,
        .expired: 410, .deadlinePassed: 410,
        .frameTooLarge: 413,
        .wrongCoordinator: 421,
        .tooManyRequests: 429,
        .internalFailure: 500,
        .catalogInvalid: 503, .paused: 503, .outsideHours: 503, .unreachable: 503, .providerUnavailable: 503,
        .storageFailed: 507,
    ]
}
