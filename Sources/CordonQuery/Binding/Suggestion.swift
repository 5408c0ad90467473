import CordonValues

/// "Did you mean": the nearest of some names, if one is near enough to be meant.
enum Suggestion {
    static func nearest(to name: String, among candidates: [String]) -> String? { candidates.nearest(to: name) }

    static func sentence(_ name: String, among candidates: [String]) -> String? {
        nearest(to: name, among: candidates).map { "Did you mean \($0)?" }
    }
}
