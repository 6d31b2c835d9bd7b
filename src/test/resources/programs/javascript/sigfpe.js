process.kill(process.pid, 'SIGFPE');
setTimeout(() => {}, 60000);
