/// The version that programs and health report.
public enum CordonVersion {
    public static let text = "0.1.0"
}
