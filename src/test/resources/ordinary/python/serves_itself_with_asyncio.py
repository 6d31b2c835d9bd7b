import asyncio


async def greet(reader, writer):
    writer.write(b"k\n")
    writer.close()


async def ask(reader, writer):
    answer = await reader.readline()
    writer.close()
    return answer


async def main():
    over_tcp = await asyncio.start_server(greet, "127.0.0.1", 0)
    await asyncio.start_unix_server(greet, "socket")
    address = over_tcp.sockets[0].getsockname()
    answers = [
        await ask(*await asyncio.open_connection(*address)),
        await ask(*await asyncio.open_unix_connection("socket")),
    ]
    print("ok" if answers == [b"k\n", b"k\n"] else answers)


asyncio.run(main())
