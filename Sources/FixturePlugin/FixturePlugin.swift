import Foundation
import PackagePlugin

/// Runs FixtureGenerator over the package's `fixtures/` whenever a file in it has changed.
@main
struct FixturePlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "fixtures")
        let output = context.pluginWorkDirectoryURL.appending(path: "BuiltInFixtures+Files.swift")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return [
            .buildCommand(
                displayName: "Compiling fixtures into \(target.name)",
                executable: try context.tool(named: "FixtureGenerator").url,
                arguments: [folder.path, output.path],
                inputFiles: files.compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath },
                outputFiles: [output]
            )
        ]
    }
}
