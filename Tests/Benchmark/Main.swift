/// Measures the bus, the stores and the whole system.
@main struct Program {
    static func main() async throws {}
}
