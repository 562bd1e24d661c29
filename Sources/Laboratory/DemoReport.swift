package import JSON

/// All that a demonstration has found out.
package struct DemoReport: Sendable {
    package let url: String
    package let story: [StoryOutcome]
    package let sweep: Sweep
    package let time: Duration

    package init(url: String, story: [StoryOutcome], sweep: Sweep, time: Duration) {
        self.url = url
        self.story = story
        self.sweep = sweep
        self.time = time
    }

    package var isAsPredicted: Bool {
        story.count == Story.steps.count && story.allSatisfy(\.isAsExpected) && sweep.isComplete
            && sweep.surprises.isEmpty
    }

    package var json: JSONValue {
        [
            "gateway": .string(url), "story": .array(story.map(\.json)), "phases": JSONValue(sweep.grid.count),
            "cells": sweep.json, "asPredicted": .bool(isAsPredicted),
            "seconds": .number(JSONNumber(units: milliseconds, decimals: 3)),
        ]
    }

    /// How long it took in seconds, with one decimal.
    package var seconds: String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }

    private var milliseconds: Int {
        let (seconds, attoseconds) = time.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
