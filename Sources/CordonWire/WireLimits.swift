/// Sizes beyond which nothing is read or written. `protocol/` states the same numbers.
public enum WireLimits {
    /// Bytes of an encoded partial table before compression.
    public static let partial = 256 << 20
    /// Bytes of one frame before compression.
    public static let frame = 1 << 20
    /// Frames of one partial.
    public static let frames = partial / frame
    /// Bytes of sealed content, padding included: both sides hold an envelope in memory as a whole.
    public static let content = 64 << 20
    /// Bytes of an envelope as it travels: the content, its seals, the header and the signature.
    public static let envelope = content + (1 << 20)
    /// Bytes of one value of a text key, of one of a numeric key, and of all distinct values of one key together.
    public static let keyEntry = 65_536
    public static let numericEntry = 4096
    public static let keyEntries = 64 << 20
    /// Bytes of a poll's request and of its reply.
    public static let pollRequest = 1 << 18
    public static let pollReply = 32 << 20
    /// Replicated tables that a poll speaks of.
    public static let replicatedTables = 500
    /// Questions delivered, questions cancelled, and questions in work, each in one message.
    public static let pollQuestions = 1000
}
