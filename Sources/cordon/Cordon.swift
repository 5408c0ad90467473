@main
struct Cordon {
    static func main() {}
}
