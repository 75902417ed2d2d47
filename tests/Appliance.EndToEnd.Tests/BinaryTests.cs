using System.Buffers.Binary;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

public class BinaryTests(Binary binary, MemoryBinary memoryBinary) : IClassFixture<Binary>, IClassFixture<MemoryBinary>
{
    private const long BytesMax = 3_490_000;
    private const int DynamicSegment = 2;
    private const int InterpreterSegment = 3;
    private const int SymbolTableSection = 2;

    [RequiresFact(Needs.NativeBinary)]
    public void Memory_only_build_stays_within_the_size_limit() =>
        Assert.InRange(new FileInfo(memoryBinary.Path).Length, 1, BytesMax);

    [RequiresFact(Needs.NativeBinary)]
    public async Task Memory_only_build_rejects_database_options()
    {
        foreach ((string flag, string value) in new[] { ("--data", "/tmp/nowhere"), ("--redis", "127.0.0.1:1") })
        {
            CommandResult result = await Commands.RunAsync(memoryBinary.Start("serve", flag, value));
            Assert.Equal((64, ""), (result.ExitCode, result.Output));
            Assert.Contains("support: use one built with -p:Storage=", result.Error);
        }
        CommandResult check = await Commands.RunAsync(memoryBinary.Start("data", "check", "--data", "/tmp"));
        Assert.Equal(69, check.ExitCode);
        Assert.Contains("built without SQLite", check.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public void Executable_is_statically_linked()
    {
        byte[] elf = File.ReadAllBytes(binary.Path);
        Assert.DoesNotContain(SegmentTypes(elf), type => type is DynamicSegment or InterpreterSegment);
    }

    [RequiresFact(Needs.NativeBinary)]
    public void Executable_is_stripped()
    {
        byte[] elf = File.ReadAllBytes(binary.Path);
        Assert.DoesNotContain(SectionTypes(elf), type => type == SymbolTableSection);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_command_line_exits_with_64()
    {
        string[][] wrong =
        [
            [], ["nonsense"], ["serve", "--bogus"], ["serve", "--threads", "0"], ["serve", "--threads", "many"],
            ["serve", "--listen", "nowhere"], ["serve", "--listen", "127.0.0.1:99999"], ["token", "--app", "johndoe"],
            ["token", "--app", "unknown", "--room", "r", "--role", "host"],
            ["token", "--app", "johndoe", "--room", "r", "--role", "host", "--expiry", "0s"],
            ["token", "--app", "johndoe", "--room", "r", "--role", "host", "--expiry", "1 hour"],
            ["token", "--app", "clinic", "--room", "r", "--role", "viewer"],
        ];
        foreach (string[] arguments in wrong)
        {
            CommandResult result = await Commands.RunAsync(binary.Start(arguments));
            Assert.True(result.ExitCode == 64, $"{string.Join(' ', arguments)}: {result}");
            Assert.Equal("", result.Output);
            Assert.NotEqual("", result.Error);
        }
    }

    private static IEnumerable<uint> SegmentTypes(byte[] elf)
    {
        long start = BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(0x20));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x36));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x38));
        Assert.NotEqual(0, count);
        return Enumerable.Range(0, count)
            .Select(index => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan((int)start + index * size)));
    }

    private static IEnumerable<uint> SectionTypes(byte[] elf)
    {
        long start = BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(0x28));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3A));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3C));
        return Enumerable.Range(0, count)
            .Select(index => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan((int)start + index * size + 4)));
    }
}
