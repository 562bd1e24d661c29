import Foundation
import PackagePlugin

/// Names the commit that the program is built from, at every build: the script writes a file only if its contents
/// differ, so that nothing is compiled again for a commit that stays.
///
/// The manifest's own `Context.gitInformation` would be kept with the manifest, and go on naming an older commit.
@main
struct CommitPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "Commit")
        return [
            .prebuildCommand(
                displayName: "Naming the commit",
                executable: URL(filePath: "/bin/sh"),
                arguments: [
                    folder.appending(path: "Sources/CommitPlugin/name-commit").path, folder.path, output.path,
                ],
                environment: ["MOCK_GATEWAY_COMMIT": ProcessInfo.processInfo.environment["MOCK_GATEWAY_COMMIT"] ?? ""],
                outputFilesDirectory: output
            )
        ]
    }
}
