import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct WaitingRoomTests {
    @Test func `who waits is woken by news, however long they would wait`() async {
        let room = WaitingRoom()
        async let waiting: Void = room.wait(for: "a", after: 0, atMost: .seconds(3600))
        await room.wake(["a"])
        await waiting
        #expect(await room.count("a") == 1)
    }

    @Test func `news between the count and the wait are not missed`() async {
        let room = WaitingRoom()
        let count = await room.count("a")
        await room.wake(["a"])
        await room.wait(for: "a", after: count, atMost: .seconds(3600))
        #expect(await room.count("a") == count + 1)
    }

    @Test func `who waits goes when the room closes, and nobody waits after that`() async {
        let room = WaitingRoom()
        async let waiting: Void = room.wait(for: "a", after: 0, atMost: .seconds(3600))
        await room.close()
        await waiting
        await room.wait(for: "b", after: 0, atMost: .seconds(3600))
        #expect(await room.isClosed)
    }
}
