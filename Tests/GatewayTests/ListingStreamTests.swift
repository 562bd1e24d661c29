import HTTPMessages
import JSON
import Testing

@testable import Gateway

/// Long lists, made piece by piece.
@Suite struct ListingStreamTests {
    private func pieces(_ list: ListingStream) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        while case .bytes(let piece) = list.next(orWake: {}) { pieces.append(piece) }
        return pieces
    }

    @Test(arguments: [0, 1, 2, 5_000], [false, true])
    func isTheSameAsInOnePiece(count: Int, isMore: Bool) throws {
        // Some elements have gone meanwhile, the first and the last among them.
        let element: @Sendable (Int) -> JSONValue? = {
            $0 % 7 == 0 ? nil : ["id": .string("client-\($0)"), "n": JSONValue($0)]
        }
        let pieces = pieces(ListingStream("clients", count: count, isMore: isMore, element))
        let whole = Listing.json("clients", (0..<count).compactMap(element), isMore: isMore)
        #expect(pieces.joined().elementsEqual(whole.serialized()))
        #expect((pieces.count > 1) == (count > 1_000))
        // An empty chunk would be the end of the body (RFC 9112 §7.1).
        #expect(pieces.allSatisfy { !$0.isEmpty && $0.count < 17 * 1024 })
    }

    /// No element is made before it is read.
    @Test func makesNothingAhead() {
        let list = ListingStream("clients", count: 1_000_000, isMore: false) { .string("client-\($0)") }
        _ = list.next(orWake: {})
        list.end()
        #expect(list.next(orWake: {}) == .end)
    }

    @Test func shortListsComeWhole() {
        for (count, isWhole) in [(100, true), (101, false)] {
            let answer = ControlAnswer.list("faults", Array(0..<count), isMore: false) { JSONValue($0) }
            var response = Response()
            answer.write(to: &response)
            #expect(response.body.isEmpty != isWhole)
        }
    }
}
