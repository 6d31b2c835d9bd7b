import multiprocessing


def put(shared, key):
    shared[key] = key


if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        shared = manager.dict()
        processes = [multiprocessing.Process(target=put, args=(shared, key)) for key in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print("ok" if sorted(shared) == [0, 1, 2] else shared)
