/// Every code that a refusal or an error can carry. `protocol/errors.md` is the registry: one line per code, the same set.
public enum DiagnosticCode: String, Sendable, Hashable, CaseIterable, Codable {
    // The question's text.
    case tooLong = "too-long"
    case tooDeep = "too-deep"
    case notUTF8 = "not-utf8"
    case syntax
    case unsupported
    case notOneStatement = "not-one-statement"
    case parameterMissing = "parameter-missing"
    // Names, types, roles.
    case unknownTable = "unknown-table"
    case unknownColumn = "unknown-column"
    case unknownFunction = "unknown-function"
    case ambiguousColumn = "ambiguous-column"
    case duplicateAlias = "duplicate-alias"
    case typeMismatch = "type-mismatch"
    case outOfRange = "out-of-range"
    case notGrouped = "not-grouped"
    case misplacedAggregate = "misplaced-aggregate"
    case rowLevel = "row-level"
    case identifierRead = "identifier-read"
    case patientKey = "patient-key"
    case unbinnedMeasure = "unbinned-measure"
    case tooFine = "too-fine"
    // Locality.
    case crossPatient = "cross-patient"
    case aggregateOfAggregate = "aggregate-of-aggregate"
    case orderNotTotal = "order-not-total"
    // Government.
    case notPermitted = "not-permitted"
    case permitUnknown = "permit-unknown"
    case permitExpired = "permit-expired"
    case permitInvalid = "permit-invalid"
    case revoked
    case charterInvalid = "charter-invalid"
    case documentInvalid = "document-invalid"
    case signatureInvalid = "signature-invalid"
    case keyUnknown = "key-unknown"
    case replayed
    case expired
    case clockSkew = "clock-skew"
    case wrongCoordinator = "wrong-coordinator"
    case notOnRoster = "not-on-roster"
    case rulesTightened = "rules-tightened"
    case studyLocked = "study-locked"
    case paused
    case policyRefused = "policy-refused"
    case borderForbidden = "border-forbidden"
    case outsideHours = "outside-hours"
    case held
    case previewOutdated = "preview-outdated"
    // The wire.
    case envelopeInvalid = "envelope-invalid"
    case envelopeMisbound = "envelope-misbound"
    case frameInvalid = "frame-invalid"
    case frameTooLarge = "frame-too-large"
    case partialInvalid = "partial-invalid"
    case layoutMismatch = "layout-mismatch"
    case versionUnsupported = "version-unsupported"
    case alreadyAnswered = "already-answered"
    // The network.
    case notAnswered = "not-answered"
    case quorumNotMet = "quorum-not-met"
    case deadlinePassed = "deadline-passed"
    case cancelled
    case unreachable
    case vocabularyDiffers = "vocabulary-differs"
    case tooManyRequests = "too-many-requests"
    case tooManyGroups = "too-many-groups"
    case notFound = "not-found"
    case conflict
    case signatureRequired = "signature-required"
    case accessTokenInvalid = "access-token-invalid"
    case accessTokenExpired = "access-token-expired"
    case providerUnavailable = "provider-unavailable"
    case invalidRequest = "invalid-request"
    case tokenInvalid = "token-invalid"
    case internalFailure = "internal-failure"
    // Configuration and files.
    case configurationInvalid = "configuration-invalid"
    case catalogInvalid = "catalog-invalid"
    case mappingInvalid = "mapping-invalid"
    case fileUnreadable = "file-unreadable"
    case storageFailed = "storage-failed"
    case snapshotMissing = "snapshot-missing"
    case auditBroken = "audit-broken"
    case usage
}
